import { encodeAs } from '../encode.ts';
import { crlf, type ExportCase, leaver, lf } from './export-case.ts';

const THREE = [
  leaver('anna.weber', '2026-02-16', '2026-03-31'),
  leaver('ben.okafor', '2026-03-02', '2026-04-30'),
  leaver('cleo.martin', '2026-03-13', '2026-05-31'),
];

/** A sheet as Excel saves it in a language. */
const excel = (
  language: string,
  encoding: string,
  header: string,
  names: readonly [string, string, string],
  dates: readonly string[],
  total: string,
): ExportCase => ({
  name: `Excel in ${language}: ${encoding}`,
  content: encodeAs(
    crlf(
      header,
      `${names[0]};anna.weber@contoso.com;${dates[0]};${dates[1]}`,
      `${names[1]};ben.okafor@contoso.com;${dates[2]};${dates[3]}`,
      `${names[2]};cleo.martin@contoso.com;${dates[4]};${dates[5]}`,
      `${total};;;`,
    ),
    encoding,
  ),
  sent: THREE,
});

const POINTS = ['16.02.2026', '31.03.2026', '02.03.2026', '30.04.2026', '13.03.2026', '31.05.2026'];
const STROKES = ['16/02/2026', '31/03/2026', '02/03/2026', '30/04/2026', '13/03/2026', '31/05/2026'];
const YEAR_FIRST = ['2026/02/16', '2026/03/31', '2026/03/02', '2026/04/30', '2026/03/13', '2026/05/31'];

/** Spreadsheets, databases and scripts. */
export const PROGRAM_EXPORTS: readonly ExportCase[] = [
  excel(
    'French',
    'windows-1252',
    'Prénom;Courriel;Date de démission;Dernier jour',
    ['Zoé', 'Benoît', 'Cléo'],
    STROKES,
    'Total',
  ),
  excel(
    'Polish',
    'windows-1250',
    'Imię;Poczta;Data wypowiedzenia;Ostatni dzień',
    ['Łucja', 'Błażej', 'Żaneta'],
    POINTS,
    'Razem',
  ),
  excel(
    'Czech',
    'windows-1250',
    'Jméno;Pošta;Výpověď dne;Poslední den',
    ['Jiří', 'Šárka', 'Dvořák'],
    POINTS,
    'Celkem',
  ),
  excel(
    'Russian',
    'windows-1251',
    'Имя;Почта;Дата заявления;Последний день',
    ['Анна', 'Борис', 'Мария'],
    POINTS,
    'Итого',
  ),
  excel(
    'Turkish',
    'windows-1254',
    'Ad;Eposta;İstifa tarihi;Son iş günü',
    ['Ayşe', 'Çağlar', 'Işıl'],
    POINTS,
    'Toplam',
  ),
  excel(
    'Greek',
    'windows-1253',
    'Όνομα;Ταχυδρομείο;Παραίτηση;Τελευταία ημέρα',
    ['Άννα', 'Γιώργος', 'Ελένη'],
    STROKES,
    'Σύνολο',
  ),
  excel(
    'Spanish',
    'windows-1252',
    'Nombre;Correo;Fecha de renuncia;Último día',
    ['Íñigo', 'Muñoz', 'José'],
    STROKES,
    'Total general',
  ),
  excel(
    'Hungarian',
    'windows-1250',
    'Név;Levelezés;Felmondás napja;Utolsó nap',
    ['Őze Ádám', 'Szűcs Éva', 'Kőszegi Pál'],
    ['2026. 02. 16', '2026. 03. 31', '2026. 03. 02', '2026. 04. 30', '2026. 03. 13', '2026. 05. 31'].map(
      (date) => date.replaceAll('. ', '.'),
    ),
    'Összesen',
  ),
  {
    name: 'Excel in Japanese: Shift_JIS, commas',
    content: encodeAs(
      crlf(
        '氏名,メール,退職届の日付,最終出勤日',
        `田中太郎,anna.weber@contoso.com,${YEAR_FIRST[0]},${YEAR_FIRST[1]}`,
        `鈴木花子,ben.okafor@contoso.com,${YEAR_FIRST[2]},${YEAR_FIRST[3]}`,
        `佐藤健,cleo.martin@contoso.com,${YEAR_FIRST[4]},${YEAR_FIRST[5]}`,
        '合計,3,,',
      ),
      'shift_jis',
    ),
    sent: THREE,
  },
  {
    name: 'Excel in Chinese: GB18030, commas',
    content: encodeAs(
      crlf(
        '姓名,邮箱,申请日期,最后工作日',
        `王伟,anna.weber@contoso.com,${YEAR_FIRST[0]},${YEAR_FIRST[1]}`,
        `李娜,ben.okafor@contoso.com,${YEAR_FIRST[2]},${YEAR_FIRST[3]}`,
        `张敏,cleo.martin@contoso.com,${YEAR_FIRST[4]},${YEAR_FIRST[5]}`,
      ),
      'gb18030',
    ),
    sent: THREE,
  },
  {
    name: 'Excel in Korean: EUC-KR, tabs',
    content: encodeAs(
      crlf(
        '성명\t이메일\t사직 통보일\t최종 근무일',
        '김민준\tanna.weber@contoso.com\t2026.02.16\t2026.03.31',
        '이서연\tben.okafor@contoso.com\t2026.03.02\t2026.04.30',
        '박지훈\tcleo.martin@contoso.com\t2026.03.13\t2026.05.31',
      ),
      'euc-kr',
    ),
    sent: THREE,
  },
  {
    name: 'Excel: "Unicode Text" with a byte order mark, tabs, empty rows and columns',
    content: Buffer.from(
      `\ufeff${crlf(
        'Naam\tE-mail\tOntslag ingediend\tLaatste werkdag\t\t',
        'Weber\tanna.weber@contoso.com\t16-02-2026\t31-03-2026\t\t',
        '\t\t\t\t\t',
        'Okafor\tben.okafor@contoso.com\t02-03-2026\t30-04-2026\t\t',
        'Martin\tcleo.martin@contoso.com\t13-03-2026\t31-05-2026\t\t',
      )}`,
      'utf16le',
    ),
    sent: THREE,
  },
  {
    name: 'Excel: a title in a merged cell, sep= and two rows of headings',
    content: crlf(
      'sep=;',
      'Offboarding overview;;;;',
      ';Person;;Dates;',
      'No;Name;Account;Resignation given;Last working date of person',
      '1;Weber;anna.weber@contoso.com;2/16/2026;3/31/2026',
      '2;Okafor;ben.okafor@contoso.com;3/2/2026;4/30/2026',
      '3;Martin;cleo.martin@contoso.com;3/13/2026;5/31/2026',
      'Total;3;;;',
    ),
    sent: THREE,
  },
  {
    name: 'Export-Csv in Windows PowerShell: #TYPE, local dates of a culture',
    content: crlf(
      '#TYPE Selected.Microsoft.ActiveDirectory.Management.ADUser',
      '"SamAccountName","UPN","NoticeGiven","LastDay"',
      '"aweber","anna.weber@contoso.com","16.02.2026 00:00:00","31.03.2026 00:00:00"',
      '"bokafor","ben.okafor@contoso.com","02.03.2026 00:00:00","30.04.2026 00:00:00"',
      '"cmartin","cleo.martin@contoso.com","13.03.2026 00:00:00","31.05.2026 00:00:00"',
    ),
    sent: THREE,
  },
  {
    name: 'Export-Csv: a user principal name beside another address',
    content: crlf(
      '"UPN","PrimarySmtpAddress","NoticeGiven","LastDay"',
      '"anna.weber@contoso.com","anna@contoso.org","2026-02-16","2026-03-31"',
      '"ben.okafor@contoso.com","ben@contoso.org","2026-03-02","2026-04-30"',
      '"cleo.martin@contoso.com","cleo@contoso.org","2026-03-13","2026-05-31"',
    ),
    sent: THREE,
  },
  {
    name: 'sqlcmd: a line of hyphens, padded values, the number of rows',
    content: crlf(
      'mail                     ,notice_date            ,last_day               ',
      '-------------------------,-----------------------,-----------------------',
      'anna.weber@contoso.com   ,2026-02-16 00:00:00.000,2026-03-31 00:00:00.000',
      'ben.okafor@contoso.com   ,2026-03-02 00:00:00.000,2026-04-30 00:00:00.000',
      'cleo.martin@contoso.com  ,2026-03-13 00:00:00.000,2026-05-31 00:00:00.000',
      '',
      '(3 rows affected)',
    ),
    sent: THREE,
  },
  {
    name: 'psql: aligned output',
    content: lf(
      '          mail           |     noticed_at      |      last_day       ',
      '-------------------------+---------------------+---------------------',
      ' anna.weber@contoso.com  | 2026-02-16 00:00:00 | 2026-03-31 00:00:00',
      ' ben.okafor@contoso.com  | 2026-03-02 00:00:00 | 2026-04-30 00:00:00',
      ' cleo.martin@contoso.com | 2026-03-13 00:00:00 | 2026-05-31 00:00:00',
      '(3 rows)',
    ),
    sent: THREE,
  },
  {
    name: 'Access: text file with semicolons and quoted texts',
    content: encodeAs(
      crlf(
        '"ID";"Nachname";"Anmeldename";"Gekündigt am";"Ausgeschieden am"',
        '1;"Weber";"anna.weber@contoso.com";16.2.2026 00:00:00;31.3.2026 00:00:00',
        '2;"Groß";"ben.okafor@contoso.com";2.3.2026 00:00:00;30.4.2026 00:00:00',
        '3;"Martin";"cleo.martin@contoso.com";13.3.2026 00:00:00;31.5.2026 00:00:00',
      ),
      'windows-1252',
    ),
    sent: THREE,
  },
  {
    name: 'MySQL: SELECT INTO OUTFILE with carets',
    content: lf(
      'mail^notice_date^last_day',
      'anna.weber@contoso.com^2026-02-16 00:00:00^2026-03-31 00:00:00',
      'ben.okafor@contoso.com^2026-03-02 00:00:00^2026-04-30 00:00:00',
      'cleo.martin@contoso.com^2026-03-13 00:00:00^2026-05-31 00:00:00',
    ),
    sent: THREE,
  },
  {
    name: 'Google Sheets: known dates, an unknown user',
    content: crlf(
      'Mailbox,ResignationDate,LastWorkingDate',
      'anna.weber@contoso.com,2/16/2026,3/31/2026',
      'ben.okafor@contoso.com,3/2/2026,4/30/2026',
      'cleo.martin@contoso.com,3/13/2026,5/31/2026',
    ),
    sent: THREE,
  },
  {
    name: 'A known header with dates of one other form',
    content: crlf(
      'EmailAddress,ResignationDate,LastWorkingDate',
      'anna.weber@contoso.com,16.02.2026,31.03.2026',
      'ben.okafor@contoso.com,02.03.2026,30.04.2026',
      'cleo.martin@contoso.com,13.03.2026,31.05.2026',
    ),
    sent: THREE,
  },
  {
    name: 'A file without a header',
    content: crlf(
      'anna.weber@contoso.com,2026-02-16,2026-03-31',
      'ben.okafor@contoso.com,2026-03-02,2026-04-30',
      'cleo.martin@contoso.com,2026-03-13,2026-05-31',
    ),
    named: /no header above its first record/,
  },
  {
    name: 'The wrong encoding, delimiter and header line were given',
    content: encodeAs(
      crlf(
        'Liste',
        'Mitarbeiter;Postfach;Kündigung;Letzter Tag',
        'Müller;anna.weber@contoso.com;16.02.2026;31.03.2026',
        'Groß;ben.okafor@contoso.com;02.03.2026;30.04.2026',
        'Jäger;cleo.martin@contoso.com;13.03.2026;31.05.2026',
      ),
      'windows-1252',
    ),
    inputs: {
      encoding: 'shift_jis',
      delimiter: 'comma',
      'header-line': '1',
      columns: 'EmailAddress: Postfach',
    },
    sent: THREE,
  },
];
