import { normalName } from '../../../text/white-space.ts';

/** What the name of a column can say. */
export type Topic =
  | 'principal'
  | 'other-user'
  | 'resignation'
  | 'last-day'
  | 'leaving'
  | 'effective'
  | 'other-date'
  | 'never-event'
  | 'improvement'
  | 'rating'
  | 'level'
  | 'old'
  | 'new'
  | 'remarks'
  | 'first-name'
  | 'last-name'
  | 'address-1'
  | 'address-2'
  | 'zip'
  | 'city'
  | 'state'
  | 'country'
  | 'department'
  | 'type'
  | 'role';

/**
 * Pieces of column names by what they mean, without accents. A blank in a piece is a border of words, so ` fin ` is the
 * word alone; `|` separates them. Sources: the labels and technical names of SAP HCM, SuccessFactors, Workday, Oracle HCM, PeopleSoft, ADP,
 * UKG, BambooHR, Personio and DATEV, and the languages in which they are delivered.
 */
const WORDS: Readonly<Record<Topic, string>> = {
  principal: 'principal| upn |userid long|azure|entra |office 365|microsoft 365|m365',
  'other-user': [
    'manager| mgr|supervisor|superior|approver|reports to|reporting to| boss|recruiter|hrbp',
    'reviewer|assessor|evaluator|interviewer|mentor| buddy|sachbearbeit|bearbeiter|erfasst',
    'hr partner|business partner|created by|changed by|modified by|updated by|owner|requester',
    'initiator|private|personal e|personal m|home|secondary|alternate|emergency|previous|former',
    'backup|delegate|vorgesetzt|fuhrungskraft|privat|leiter|teamlead|team lead|genehmig',
    'erstellt von|geandert von|ansprechpartner|vertret|responsable|chef |personnel e|personnelle',
    'prive|gestionnaire|jefe|supervisora|aprobador|capo|privata|responsabile|leidinggevende',
    'gestor|superieur|chefe|pessoal|prywatn|przelozon|kierownik|nadrizen|soukrom|vedouc|felettes',
    'vezeto|magan|руковод|личн|начальник|προισταμεν|προσωπικ|yonetici|kisisel|amir|narmaste',
    'esimies|leder|上司|上長|私用|個人|个人|经理|主管|關理|상사|관리자|개인|팀장',
  ].join('|'),
  resignation: [
    'resign| term d|terminat|notice|notif|submitted|submission|separation|quit|decision|announce',
    'requested|kundig|erklarung|mitteilung|bekannt|eingang|demission|rupture|licenci|notification',
    'renuncia|preaviso|preavis|comunica|dimission|recesso|ontslag|opzeg|aviso|desligamento|rescis',
    'demissao|uppsag|oppsig|opsig|irtisan|wypowiedz|rezygnac|vypoved|felmond|demisi|preaviz',
    'увольнен|заявлен|уведомлен|παραιτηση|καταγγελια|istifa|fesih|bildirim|退職願|届出|申出|申請|辞|申请|提出',
    '통보|사직|신청|통지',
  ].join('|'),
  'last-day': [
    'last day|lastday| lwd |last date|lastdate|last work|lastwork|final day|final work|day last|last paid|letzter|letzte |dernier',
    'ultimo|ultima|ultim|laatste|sista|siste|sidste|viimeinen|ostatni|posledn|utolso|последн',
    'τελευται|son gun|son is|son calis|最終|最后|最後|마지막|최종',
  ].join('|'),
  leaving: [
    'exit|leav| dol |depart|end date|enddate|endda|offboard|inactive|austritt|ausscheid|vertragsende',
    'ende |abgang|sortie|date de fin|fin de| fin |salida|cese|baja|uscita|cessazione|fine ',
    'uit dienst|uitdienst|einddatum|vertrek|saida|slut|avgang|fratrad|ophor|paattym|zakoncz',
    'rozwiazan|odejsc|ukonc|odchod|kilep|megszun|incetar|plecar|окончан|уход|αποχωρηση|ληξη|ayril',
    'cikis|退職|退社|離職|离职|퇴사|퇴직|종료',
  ].join('|'),
  effective: [
    'effect|effdt|valid from|action date|action dt|event date|eventdate|change date|review date',
    'wirksam|gultig|gueltig|stichtag|anderungsdatum|aenderungsdatum|beurteilungsdatum',
    'bewertungsdatum|begda|date d effet|prise d effet|efectiv|vigencia|vigor|decorrenza|efficacia',
    'ingangsdatum|ingang|efetiva|giltig|gyldig|ikraft|ikrafttr|voimaan|obowiazuj|ucinnost',
    'platnost|hataly|вступлен|действ|εναρξη|ισχυ|gecerli|yururluk|発効|適用|発令|生效|발효|발령|적용',
  ].join('|'),
  'other-date': [
    'birth| dob |hire|hired|join|start|onboard|creat|modif|updated|changed on|export|entry',
    'seniority|service date|anniversary|probation|geburt|eintritt|einstell|beginn|anlage',
    'probezeit|naissance|embauche|entree|debut|anciennete|nacimiento|alta|ingreso|inicio',
    'contratacion|nascita|assunzione|inizio|geboorte|indienst|in dienst|nascimento|admiss|fodelse',
    'fodsel|anstall|ansett|ansaett|syntym|urodz|zatrudn|rozpocz|naroz|nastup|szulet|belep|nasteri',
    'angajar|рожден|приема|начал|γεννησ|προσληψ|dogum|ise giris|baslan|生年|入社|開始|出生|入职|生日|開始|입사|생년',
    '시작',
  ].join('|'),
  // When a row was written or changed, and absences: never the date of an event.
  'never-event': [
    'modif|modyfik|actualiz|aktualis|aktualiz|updated|last update|last change|changed on',
    'letzte anderung|zuletzt geander|erstellt|erfasst|created|export|interview|leave start|leave end',
    'leave begin|leave from|leave to|parental|vacation|urlaub|elternzeit|gewijzigd|endret|andrad',
    'изменен|更新|修改|수정',
  ].join('|'),
  improvement: [
    'improve| pip |corrective|leistungsplan|verbesserung|forderplan|amelior|mejora|miglior',
    'verbeter|melhoria|popraw|zlepsen|улучшен|βελτιωσ|iyilestirme|改善|개선',
  ].join('|'),
  rating: [
    ' rating|score|grade result|bewertung|beurteilung|gesamtnote|notation|evaluation|appreciation',
    'calificacion|evaluacion|valutazione|punteggio|beoordeling|avaliacao|betyg|vurdering|arvio',
    'ocena|hodnocen|ertekel|оценк|αξιολογησ|degerlendirme|評価|评级|评估|評等|평가|등급 평가',
  ].join('|'),
  level: [
    'level|grade|band| job|position|stufe|gruppe|niveau|echelon|nivel|livello|niva|taso|poziom',
    'uroven|szint|уровен|должност|επιπεδο|seviye|kademe|等級|役職|职级|级别|職等|직급|직위',
  ].join('|'),
  old: [
    'old|previous|prior|former| from|alt|bisher|vorher|ancien|precedent|anterior|vecchi',
    'precedente|oud|vorig|gammal|tidigare|forrige|vanha|stary|poprzedni|regi|стар|прежн|παλι|eski',
    'onceki|旧|変更前|原|이전|변경 전',
  ].join('|'),
  new: [
    'new|current| to |neu|kunftig|nouv|nuevo|nueva|nuov|nieuw|novo|ny |nytt|uusi|nowy|nowe|uj ',
    'нов|νεο|νεα|yeni|新|変更後|새|변경 후',
  ].join('|'),
  remarks: [
    'remark|comment|note|reason|bemerk|kommentar|hinweis|remarque|observ|coment|osservaz',
    'opmerking|uwag|poznam|megjegyz|примечан|комментар|σχολι|aciklama|備考|备注|비고',
  ].join('|'),
  'first-name': [
    'first|given|fname|forename|vorname|prenom|nombre|nome |voornaam|fornamn|fornavn|etunimi|imie',
    'jmeno|keresztnev|utonev|prenume| имя|ονομα| ad | adi |名前| 名 |이름',
  ].join('|'),
  'last-name': [
    'last name|lastname|surname|family|lname|nachname|familienname| nom |apellido|cognome',
    'achternaam|efternamn|etternavn|efternavn|sukunimi|nazwisko|prijmeni|csaladnev|vezeteknev',
    'nume |фамил|επωνυμο|soyad|苗字| 姓 |姓氏| 성 ',
  ].join('|'),
  'address-1': [
    'address line 1|address 1|address1|addr1|street|address|strasse|straße|anschrift|adresse',
    ' rue |direccion|calle|domicilio|indirizzo| via |straat|adres|endereco|morada|gata|gade',
    'osoite|ulica|ulice|utca|cim |adresa|адрес|улиц|διευθυνση|sokak|住所|住址|地址|주소',
  ].join('|'),
  'address-2': 'address line 2|address 2|address2|addr2|line 2|zusatz|complement|apartment',
  zip: [
    ' zip|postal|postcode|post code|plz|postleitzahl|codigo postal| cap |cep |postnum|postnr',
    'kod pocztowy| psc |iranyitoszam|индекс| τκ |posta kodu|郵便|邮编|郵遞|우편',
  ].join('|'),
  city: [
    'city|town| ort |wohnort|stadt|ville|ciudad|citta| stad|cidade|miasto|mesto|varos|oras|город',
    'πολη|sehir|市|城市|도시',
  ].join('|'),
  state: 'state|province|region|bundesland|provincia|estado|регион|都道府県|省',
  country: 'country| land |pays| pais |paese|nazione|kraj|zeme|orszag|tara |стран|χωρα|ulke| 国 |国家|국가',
  department: [
    'department| dept|abteilung|orgeinheit|departement|service |departamento|reparto|afdeling',
    'avdelning|osasto|dzial|oddelen|osztaly|отдел|τμημα|departman|部署|部门|部門|부서',
  ].join('|'),
  type: [
    'employee type|employment type|worker type|mitarbeiterart|mitarbeiterkreis|type de contrat',
    'tipo|contract type',
  ].join('|'),
  role: [
    'role|job title| title|funktion|position|tatigkeit|fonction|puesto|cargo|ruolo|qualifica',
    'functie|stanowisko|funkce|munkakor|должност|ρολος|unvan|役職|职位|직책',
  ].join('|'),
};

/** A name as its words: no case, no accents, and a blank where words meet, also inside `lastWorkDay`. */
function folded(name: string): string {
  const words = normalName(name)
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ');
  return ` ${unaccented(words).trim()} `;
}

function unaccented(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/ı/g, 'i')
    .replace(/ł/g, 'l')
    .replace(/ø/g, 'o')
    .replace(/æ/g, 'ae');
}

const FOLDED = new Map(
  (Object.keys(WORDS) as Topic[]).map((topic) => [topic, unaccented(WORDS[topic]).split('|')]),
);

/** Whether the name of a column is about something; nothing is said where the language is not known. */
export function isAbout(name: string, ...topics: readonly Topic[]): boolean {
  const text = folded(name);
  return topics.some((topic) => FOLDED.get(topic)!.some((word) => text.includes(word)));
}
