import { encodeAs } from '../encode.ts';
import { crlf, type ExportCase, leaver, lf } from './export-case.ts';

const THREE = [
  leaver('anna.weber', '2026-02-16', '2026-03-31'),
  leaver('ben.okafor', '2026-03-02', '2026-04-30'),
  leaver('cleo.martin', '2026-03-13', '2026-05-31'),
];

/** HR systems. */
export const SYSTEM_EXPORTS: readonly ExportCase[] = [
  {
    name: 'SAP HCM: ALV list in German, windows-1252, title lines, a total',
    content: encodeAs(
      crlf(
        'Dynamische Listausgabe',
        '',
        'Stand: 15.04.2026;;;;',
        'Personalnummer;Vor- und Nachname;Benutzerkennung;Kündigung zum;Letzter Tag',
        '00001001;Anna Weber;anna.weber@contoso.com;16.02.2026;31.03.2026',
        '00001002;Jörg Groß;ben.okafor@contoso.com;02.03.2026;30.04.2026',
        '00001003;Cléo Martin;cleo.martin@contoso.com;13.03.2026;31.05.2026',
        'Summe;3;;;',
      ),
      'windows-1252',
    ),
    sent: THREE,
  },
  {
    name: 'SAP: technical names of infotypes, dates without separators',
    content: lf(
      'PERNR|USRID_LONG|MASSN|NOTICE_DT|LASTDAY',
      '00001001|ANNA.WEBER@CONTOSO.COM|10|20260216|20260331',
      '00001002|BEN.OKAFOR@CONTOSO.COM|10|20260302|20260430',
      '00001003|CLEO.MARTIN@CONTOSO.COM|10|20260313|20260531',
    ),
    sent: THREE,
  },
  {
    name: 'SuccessFactors: label row below the technical names',
    content: crlf(
      'user-id,email-primary,resignation-submitted,last-date-worked',
      'User Id,Primary Email,Resignation Submitted,Last Date Worked',
      '1001,anna.weber@contoso.com,02/16/2026,03/31/2026',
      '1002,ben.okafor@contoso.com,03/02/2026,04/30/2026',
      '1003,cleo.martin@contoso.com,03/13/2026,05/31/2026',
    ),
    sent: THREE,
  },
  {
    name: 'Workday: custom report with work and home mail, offsets',
    content: crlf(
      'Worker,Primary Work Email,Primary Home Email,Notification Received,Last Day of Work',
      '"Weber, Anna",anna.weber@contoso.com,aw@example.org,2026-02-16T00:00:00.000-08:00,2026-03-31T00:00:00.000-07:00',
      '"Okafor, Ben",ben.okafor@contoso.com,bo@example.org,2026-03-02T00:00:00.000-08:00,2026-04-30T00:00:00.000-07:00',
      '"Martin, Cleo",cleo.martin@contoso.com,cm@example.org,2026-03-13T00:00:00.000-07:00,2026-05-31T00:00:00.000-07:00',
    ),
    sent: [
      leaver('anna.weber', '2026-02-16T08:00:00', '2026-03-31T07:00:00'),
      leaver('ben.okafor', '2026-03-02T08:00:00', '2026-04-30T07:00:00'),
      leaver('cleo.martin', '2026-03-13T07:00:00', '2026-05-31T07:00:00'),
    ],
  },
  {
    name: 'ADP: names with a colon, which may not be shown',
    content: crlf(
      'Position ID,Legal Name,Work Contact: Work Email,Date of Notice,Last Day Worked,Hire Date',
      'ABC001,"Weber, Anna",anna.weber@contoso.com,02/16/2026,03/31/2026,05/01/2011',
      'ABC002,"Okafor, Ben",ben.okafor@contoso.com,03/02/2026,04/30/2026,11/15/2018',
      'ABC003,"Martin, Cleo",cleo.martin@contoso.com,03/13/2026,05/31/2026,01/07/2020',
    ),
    hasPlaceholder: true,
    sent: THREE,
  },
  {
    name: 'UKG: a report with a 12-hour clock and a manager',
    content: crlf(
      'Employee,Email,Supervisor Email,Date Of Notification,Last Day Paid',
      'Anna Weber,anna.weber@contoso.com,lee@contoso.com,2/16/2026 12:00:00 AM,3/31/2026 12:00:00 AM',
      'Ben Okafor,ben.okafor@contoso.com,lee@contoso.com,3/2/2026 12:00:00 AM,4/30/2026 12:00:00 AM',
      'Cleo Martin,cleo.martin@contoso.com,kim@contoso.com,3/13/2026 12:00:00 AM,5/31/2026 12:00:00 AM',
    ),
    sent: THREE,
  },
  {
    name: 'BambooHR: names of months',
    content: crlf(
      '"Last name, First name","Work Email","Notice Given","Last Day"',
      '"Weber, Anna","anna.weber@contoso.com","16 Feb 2026","31 Mar 2026"',
      '"Okafor, Ben","ben.okafor@contoso.com","02 Mar 2026","30 Apr 2026"',
      '"Martin, Cleo","cleo.martin@contoso.com","13 Mar 2026","31 May 2026"',
    ),
    sent: THREE,
  },
  {
    name: 'Personio: German export with the beginning of the contract',
    content: crlf(
      'Vorname,Nachname,E-Mail,Einstellungsdatum,Kündigungsdatum,Letzter Arbeitstag,Vertragsende',
      'Anna,Weber,anna.weber@contoso.com,2011-05-01,2026-02-16,2026-03-31,2026-03-31',
      'Ben,Okafor,ben.okafor@contoso.com,2018-11-15,2026-03-02,2026-04-30,2026-05-15',
      'Cleo,Martin,cleo.martin@contoso.com,2020-01-07,2026-03-13,2026-05-31,2026-05-31',
    ),
    sent: THREE,
  },
  {
    name: 'DATEV: one date only, so that a resignation cannot be made of it',
    content: encodeAs(
      crlf(
        'Personalnummer;Nachname;E-Mail-Adresse;Austrittsdatum',
        '1001;Weber;anna.weber@contoso.com;31.03.2026',
        '1002;Groß;ben.okafor@contoso.com;30.04.2026',
        '1003;Martin;cleo.martin@contoso.com;31.05.2026',
      ),
      'windows-1252',
    ),
    named:
      /Only one column can contain the dates of an event: `Austrittsdatum`.*ResignationDate and LastWorkingDate/,
  },
  {
    name: 'PeopleSoft: query with technical names and Oracle dates',
    content: lf(
      'EMPLID,NAME,EMAIL_ADDR,NOTICE_DT,LAST_DATE_WORKED',
      '0001,"Weber,Anna",anna.weber@contoso.com,16-FEB-26,31-MAR-26',
      '0002,"Okafor,Ben",ben.okafor@contoso.com,02-MAR-26,30-APR-26',
      '0003,"Martin,Cleo",cleo.martin@contoso.com,13-MAR-26,31-MAY-26',
    ),
    sent: THREE,
  },
  {
    name: 'Oracle HCM: BI Publisher, pipes, seconds with an offset of four digits',
    content: lf(
      'PersonNumber|WorkEmail|NotifiedDate|LastDayWorked|ActionCode',
      '1001|anna.weber@contoso.com|2026-02-16T09:30:00.000+0000|2026-03-31T17:00:00.000+0100|RESIGN',
      '1002|ben.okafor@contoso.com|2026-03-02T09:30:00.000+0000|2026-04-30T17:00:00.000+0100|RESIGN',
      '1003|cleo.martin@contoso.com|2026-03-13T09:30:00.000+0000|2026-05-31T17:00:00.000+0100|RESIGN',
    ),
    sent: [
      leaver('anna.weber', '2026-02-16T09:30:00', '2026-03-31T16:00:00'),
      leaver('ben.okafor', '2026-03-02T09:30:00', '2026-04-30T16:00:00'),
      leaver('cleo.martin', '2026-03-13T09:30:00', '2026-05-31T16:00:00'),
    ],
  },
  {
    name: 'Dayforce: level changes in a file with a preamble',
    content: crlf(
      'Report: Job changes',
      'Run by: admin',
      '',
      'Employee,Login,Effective From,Previous Job Level,New Job Level',
      'Anna Weber,anna.weber@contoso.com,3/31/2026,L3,L4',
      'Ben Okafor,ben.okafor@contoso.com,3/2/2026,L5,L4',
      'Cleo Martin,cleo.martin@contoso.com,3/13/2026,L2,L3',
    ),
    sent: [
      leaver('anna.weber', '2026-03-31'),
      leaver('ben.okafor', '2026-03-02'),
      leaver('cleo.martin', '2026-03-13'),
    ],
    named: /OldLevel/,
  },
  {
    name: 'Cornerstone: reviews with a score',
    content: crlf(
      'Learner Email,Review Effective,Overall Score,Comments',
      'anna.weber@contoso.com,2026-03-31,Exceeds,"Good, as ever"',
      'ben.okafor@contoso.com,2026-03-02,Meets,',
      'cleo.martin@contoso.com,2026-03-13,Below,Late',
    ),
    sent: [
      leaver('anna.weber', '2026-03-31'),
      leaver('ben.okafor', '2026-03-02'),
      leaver('cleo.martin', '2026-03-13'),
    ],
  },
  {
    name: 'Sage: day and month that nothing tells apart',
    content: crlf(
      'Employee,Mail,Resigned On,Last Day',
      'Weber,anna.weber@contoso.com,02/03/2026,04/05/2026',
      'Okafor,ben.okafor@contoso.com,03/03/2026,05/06/2026',
      'Martin,cleo.martin@contoso.com,04/03/2026,06/07/2026',
    ),
    named: /`dd\/MM\/yyyy` \(day first\) or `MM\/dd\/yyyy` \(month first/,
    decided: { 'date-format': 'dd/MM/yyyy' },
    sent: [
      leaver('anna.weber', '2026-03-02', '2026-05-04'),
      leaver('ben.okafor', '2026-03-03', '2026-06-05'),
      leaver('cleo.martin', '2026-03-04', '2026-07-06'),
    ],
  },
  {
    name: 'Paylocity: two columns that could each be the user',
    content: crlf(
      'Email,Username,Resigned On,Last Day',
      'anna.weber@contoso.com,aweber@contoso.com,02/16/2026,03/31/2026',
      'ben.okafor@contoso.com,bokafor@contoso.com,03/02/2026,04/30/2026',
      'cleo.martin@contoso.com,cmartin@contoso.com,03/13/2026,05/31/2026',
    ),
    named: /More than one column contains users: `Email` and `Username`/,
    decided: { columns: 'EmailAddress: Email' },
    sent: THREE,
  },
  {
    name: 'Rippling: an employee profile without any known name',
    content: crlf(
      'Work Mail,Given Name,Family Name,Street,Postal Code,City',
      'anna.weber@contoso.com,Anna,Weber,1 Main St,10115,Berlin',
      'ben.okafor@contoso.com,Ben,Okafor,2 Main St,10117,Berlin',
      'cleo.martin@contoso.com,Cleo,Martin,3 Main St,10119,Berlin',
    ),
    hasPlaceholder: true,
    sent: ['anna.weber@contoso.com', 'ben.okafor@contoso.com', 'cleo.martin@contoso.com'],
  },
  {
    name: 'HiBob: several events with their own names',
    content: crlf(
      'Type of event,Mail of the person,Given on,Day of leaving,Effective on',
      'Leaver,anna.weber@contoso.com,2026-02-16T10:00:00Z,2026-03-31T10:00:00Z,',
      'Promotion,ben.okafor@contoso.com,,,2026-03-02T10:00:00Z',
      'Leaver,cleo.martin@contoso.com,2026-03-13T10:00:00Z,2026-05-31T10:00:00Z,',
      'Promotion,dan.li@contoso.com,,,2026-03-04T10:00:00Z',
    ),
    hasPlaceholder: true,
    sent: [
      leaver('anna.weber', '2026-02-16T10:00:00', '2026-03-31T10:00:00'),
      leaver('ben.okafor', '2026-03-02T10:00:00'),
      leaver('cleo.martin', '2026-03-13T10:00:00', '2026-05-31T10:00:00'),
      leaver('dan.li', '2026-03-04T10:00:00'),
    ],
  },
];
