import { normalName } from '../../../text/white-space.ts';

/** What the name of a column can say. */
export type Topic =
  | 'principal'
  | 'manager'
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
  // Managers, reviewers and HR staff: never the people of the records.
  manager: [
    'manager| mgr|supervisor|superior|approver|reports to|reporting to| boss|recruiter|hrbp|hr contact',
    'reviewer|assessor|appraiser| rater|evaluator|interviewer|mentor| buddy| coach|counselor|team lead',
    'sachbearbeit|bearbeiter|beurteiler|bewerter|personalreferent|vorgesetzt|fuhrungskraft| leiter|teamlead',
    'teamleiter|genehmig|responsable|chef |gestionnaire|evaluateur|jefe|supervisora|aprobador|evaluador',
    'capo|responsabile|valutatore|leidinggevende|gestor|superieur|chefe|avaliador|przelozon|kierownik',
    'nadrizen|vedouc|felettes|vezeto|руковод|начальник|προισταμεν|yonetici|amir|narmaste|esimies',
    ' leder |上司|上長|经理|主管|關理|상사|관리자|팀장',
  ].join('|'),
  'other-user': [
    'hr partner|business partner|created by|changed by|modified by|updated by|submitted by|entered by',
    'owner|requester|initiator|private|personal e|personal m|home|secondary|alternate|emergency',
    'previous|former|backup|delegate|privat|erstellt von|geandert von|erfasst|ansprechpartner|vertret',
    'personnel e|personnelle|prive|privata|pessoal|prywatn|soukrom|magan|личн|προσωπικ|kisisel|私用|個人',
    '个人|개인',
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
    'last day|lastday| lwd |last date|lastdate|last work|lastwork|final day|final work|day last|last paid',
    'letzter tag|letzter arb|letzter besch|letzter einsatz|letzter vertrag|letzte arbeit|letztes arbeit',
    'dernier jour|derniere jour|ultimo dia|ultima jornada|ultimo giorno|ultima zi|ultim dia|laatste dag',
    'laatste werk|laatste dienst|sista dag|sista arb|sista anst|siste dag|siste arb|sidste dag|sidste arb',
    'viimeinen paiva|viimeinen tyo|ostatni dzien|posledni den|posledny den|posledni prac|utolso nap',
    'utolso munka|последний день|последний рабоч|последна|τελευται|son gun|son is|son calis|最終|最后|最後',
    '마지막|최종',
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
    'modif|modyfik|actualiz|aktualis|aktualiz|updated|edited| sync|last update|last change|changed on',
    'letzte anderung|letzter anderung|geandert am|zuletzt geander|erstellt|erfasst|created|export',
    'interview|leave start|leave end|leave begin|parental|vacation|urlaub|elternzeit|login|logon',
    'anmeldung|connexion|acceso|logowan|inloggning|letzte beforder|letzte beurteil|letzte gehalt',
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
