/**
 * The words of a server's response that may be shown: those that services, gateways and proxies use in errors. Lower
 * case, only ASCII letters. Except for common words such as articles, none is a given name, a family name, a month, a
 * weekday or a place (checked against name lists of about seventy locales), so no word identifies a person.
 */
const WORDS = `
  a about above absent accept accepted access account action active address administrator after again all allowed
  already an and another app appid application are argument assigned at attempt attribute audience authentication
  authorization authorized available back backend bad be because been before below between blocked body both but by
  bytes called cannot capacity changed character characters client closed code column columns completed configuration
  configured conflict connect connected connection connector contain contains content correct corresponding could count
  create created credentials csv current data denied detail details did different disabled do does duplicate during each
  empty enabled encoding endpoint entity error errors exceeded exceeds exception exist exists expected expired failed
  failure fault feature file files firewall for forbidden format found from gateway get got has have header headers http
  https id identifier if in inactive incorrect information ingestion input internal invalid is issue it its jobid json
  later length less limit locked login longer malformed match maximum message method minimum mismatch missing more
  must name no none not null number object of off once only operation option or other overloaded parameter parse
  parsing part payload permission permissions please policy processed processing provided proxy quota reached received
  record records redirect refused registered rejected request requested requests required resource response retry row
  rows schema seconds security send sent service session should signature size specified status still stream
  subscription supplied support supported syntax system temporarily tenant than that the then there this throttled
  timeout to token too type unable unauthorized unavailable unexpected unknown unreachable unsupported until update
  upload url use used user using validation value values version was webhook were when which while with within without
  wrong you your
`;

export const SERVER_VOCABULARY: ReadonlySet<string> = new Set(WORDS.trim().split(/\s+/));
