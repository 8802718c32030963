/** What the text of a language looks like, beyond ASCII. */
export interface Language {
  /** Every letter beyond ASCII, in lower case. */
  readonly letters: string;
  /** The most frequent of them; other letters count half. Undefined where all count alike. */
  readonly common?: string;
}

/** Latin scripts, in which most letters of a word are ASCII. Sources: the exemplar characters of the Unicode CLDR. */
const GERMAN = { letters: 'äöüß' };
const FRENCH = { letters: 'àâæçéèêëîïôœùûüÿ' };
const SPANISH = { letters: 'áéíñóúü' };
const ITALIAN = { letters: 'àèéìíòóùú' };
const PORTUGUESE = { letters: 'àáâãçéêíóôõú' };
const DANISH = { letters: 'æøåé' };
const SWEDISH = { letters: 'åäöé' };
const DUTCH = { letters: 'áéèëïíóöúü' };
const ICELANDIC = { letters: 'áðéíóúýþæö' };
const POLISH = { letters: 'ąćęłńóśźż' };
const CZECH = { letters: 'áčďéěíňóřšťúůýž' };
const SLOVAK = { letters: 'áäčďéíĺľňóôŕšťúýž' };
const HUNGARIAN = { letters: 'áéíóöőúüű' };
const CROATIAN = { letters: 'čćđšž' };
const ROMANIAN = { letters: 'ăâîşţșț' };
const TURKISH = { letters: 'çğıöşüâîû\u0307' };
const LITHUANIAN = { letters: 'ąčęėįšųūž' };
const LATVIAN = { letters: 'āčēģīķļņšūž' };
const ESTONIAN = { letters: 'äõöüšž' };

const WESTERN = [
  GERMAN,
  FRENCH,
  SPANISH,
  ITALIAN,
  PORTUGUESE,
  DANISH,
  SWEDISH,
  DUTCH,
] satisfies readonly Language[];
const CENTRAL = [POLISH, CZECH, SLOVAK, HUNGARIAN, CROATIAN, ROMANIAN, GERMAN] satisfies readonly Language[];

/** Other alphabets, in which hardly a letter of a word is ASCII. */
const CYRILLIC = [
  { letters: 'абвгдежзийклмнопрстуфхцчшщъыьэюяё', common: 'оеаинтсрвлкм' },
  { letters: 'абвгґдеєжзиіїйклмнопрстуфхцчшщьюя', common: 'оеаинтсрвлкі' },
  { letters: 'абвгдђежзијклљмнњопрстћуфхцчџш', common: 'оеаинтсрвлкј' },
] satisfies readonly Language[];
const GREEK = [
  { letters: 'αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ', common: 'αοιετσςνηυρπκλ' },
] satisfies readonly Language[];

/** The way a script is judged. */
export type Script = 'latin' | 'alphabet' | 'japanese' | 'chinese' | 'korean';

/** An encoding that exports are written in, and the languages that tell it. */
export interface EncodingCandidate {
  /** WHATWG label, as the input `encoding` takes it. */
  readonly encoding: string;
  readonly script: Script;
  readonly languages: readonly Language[];
}

/** Characters of family names, given names and the words of HR exports. Sources: frequency lists of names, and the labels of common HR systems. */
const JAPANESE: Language = {
  letters: '',
  common:
    '日月年社員氏名姓部署課所属番号退職入社最終勤務出電子郵便住職位役等級変更評価発効適用開始終了理由備考会計総人事営業開発本支店東京都県市区町村丁目田中佐藤鈴木高橋渡辺伊山小林加吉松井上村川石谷野原島岡崎太郎子美一二三介真由香健大輔翔陽菜恵',
};
const SIMPLIFIED: Language = {
  letters: '',
  common:
    '日期时间邮箱地址姓名员工编号部门离职入职申请最后工作电子用户账号登录职位级别变更评估生效备注原因状态公司合计总王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段钱汤尹黎易常武乔贺赖龚文伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国小玲海燕',
};
const TRADITIONAL: Language = {
  letters: '',
  common:
    '日期時間郵箱電子郵件地址姓名員工編號部門離職到職申請最後工作使用者帳號登入職位級別變更評估生效備註原因狀態公司合計總陳林黃張李王吳劉蔡楊許鄭謝洪郭邱曾廖賴徐周葉蘇莊呂江何蕭羅高潘簡朱鍾游彭詹胡施沈余盧梁趙顏柯翁魏孫戴范方宋鄧杜傅侯曹薛丁卓馬董唐藍蔣石古紀姚連馮歐程湯田康姜汪白尤巫鐘黎涂龔嚴韓袁金童陸夏柳邵志明淑芬美玲雅婷怡君家豪俊傑宗翰建宏文雄秀英',
};
const KOREAN: Language = {
  letters: '',
  common:
    '이메일주소사번성명이름부서직급직위퇴사퇴직일자최종근무입사날짜사유비고평가등급변경적용발령시작종료계정아이디사용자회사합계총김박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽차우구민준진현영수지은미경희연재성훈동상철혜숙자원호선태규',
};

/** What is tried, the likelier first: of equals the first one wins. */
export const ENCODING_CANDIDATES: readonly EncodingCandidate[] = [
  { encoding: 'windows-1252', script: 'latin', languages: WESTERN },
  { encoding: 'windows-1250', script: 'latin', languages: CENTRAL },
  { encoding: 'iso-8859-2', script: 'latin', languages: CENTRAL },
  { encoding: 'windows-1254', script: 'latin', languages: [TURKISH] },
  { encoding: 'windows-1257', script: 'latin', languages: [LITHUANIAN, LATVIAN, ESTONIAN] },
  // In other encodings the letters of Turkish read as those of Icelandic.
  { encoding: 'windows-1252', script: 'latin', languages: [ICELANDIC] },
  { encoding: 'macintosh', script: 'latin', languages: WESTERN },
  { encoding: 'windows-1251', script: 'alphabet', languages: CYRILLIC },
  { encoding: 'koi8-u', script: 'alphabet', languages: CYRILLIC },
  { encoding: 'ibm866', script: 'alphabet', languages: CYRILLIC },
  { encoding: 'iso-8859-5', script: 'alphabet', languages: CYRILLIC },
  { encoding: 'windows-1253', script: 'alphabet', languages: GREEK },
  { encoding: 'shift_jis', script: 'japanese', languages: [JAPANESE] },
  { encoding: 'euc-jp', script: 'japanese', languages: [JAPANESE] },
  { encoding: 'gb18030', script: 'chinese', languages: [SIMPLIFIED] },
  { encoding: 'big5', script: 'chinese', languages: [TRADITIONAL] },
  { encoding: 'euc-kr', script: 'korean', languages: [KOREAN] },
];
