import { comparableName } from '../../columns/column-names.ts';
import { SCENARIO_NAMES, SCENARIOS, type ScenarioName } from '../../scenarios.ts';

/**
 * Values of scenario columns as HR systems write them. A value is suggested only in the words of this list, so that
 * nothing of a file is shown; `|` separates them. Sources: the event and action reasons of SAP HCM, SuccessFactors, Workday, PeopleSoft.
 */
const VALUES: Readonly<Record<ScenarioName, string>> = {
  resignation: [
    'Leaver|Leavers|Leaving|Left|Termination|Terminate|Terminated|Terminate Employee',
    'Voluntary Termination|Resign|Resigned|Separation|Offboarding|Exit|Departure|TER|TERM|RES',
    'Kündigung|Austritt|Eigenkündigung|Ausscheiden|Beendigung|Démission|Départ|Sortie',
    'Fin de contrat|Renuncia|Baja|Baja voluntaria|Cese|Salida|Dimissioni|Cessazione|Uscita',
    'Ontslag|Uitdienst|Uit dienst|Vertrek|Demissão|Desligamento|Saída|Uppsägning|Avgång',
    'Oppsigelse|Opsigelse|Fratrædelse|Irtisanoutuminen|Wypowiedzenie|Odejście|Rezygnacja|Výpověď',
    'Odchod|Felmondás|Kilépés|Demisie|Увольнение|Παραίτηση|Αποχώρηση|İstifa|Ayrılış|退職|離職|离职|辞职',
    '퇴사|퇴직|사직',
  ].join('|'),
  'job-level-change': [
    'Promotion|Demotion|Job change|Level change|Grade change|Change Job|Job Level|Position change',
    'Transfer|PRO|PROM|DEM|JLC|Beförderung|Stufenwechsel|Versetzung|Rückstufung|Umgruppierung',
    'Stellenwechsel|Changement de niveau|Changement de poste|Promoción|Ascenso|Cambio de nivel',
    'Cambio de puesto|Promozione|Cambio livello|Promotie|Bevordering|Functiewijziging|Promoção',
    'Mudança de nível|Befordran|Forfremmelse|Ylennys|Awans|Povýšení|Előléptetés|Повышение',
    'Προαγωγή|Terfi|昇進|昇格|異動|晋升|调动|승진',
  ].join('|'),
  'performance-review': [
    'Review|Appraisal|Annual review|Performance|Evaluation|Performance appraisal|Rating|REV',
    'Beurteilung|Leistungsbeurteilung|Mitarbeitergespräch|Bewertung|Évaluation|Entretien annuel',
    'Evaluación|Evaluación de desempeño|Valutazione|Beoordeling|Avaliação|Avaliação de desempenho',
    'Utvärdering|Medarbetarsamtal|Vurdering|Arviointi|Ocena|Ocena roczna|Hodnocení|Értékelés',
    'Evaluare|Оценка|Αξιολόγηση|Değerlendirme|評価|人事評価|绩效评估|考核|평가',
  ].join('|'),
  'performance-improvement-plan': [
    'PIP|Improvement plan|Performance plan|Corrective action|Leistungsverbesserungsplan',
    "Verbesserungsplan|Entwicklungsplan|Plan d'amélioration|Plan de mejora|Piano di miglioramento",
    'Verbeterplan|Verbetertraject|Plano de melhoria|Förbättringsplan|Forbedringsplan',
    'Kehityssuunnitelma|Plan poprawy|Plán zlepšení|План улучшения|Gelişim planı|改善計画|改进计划|개선 계획',
  ].join('|'),
  'employee-profile': [
    'Profile|Master data|Employee|Employee data|Stammdaten|Profil|Mitarbeiter',
    'Données personnelles|Perfil|Profilo|Anagrafica|Profiel|Profiili|Профиль|プロフィール|员工档案|프로필',
  ].join('|'),
};

const BY_VALUE: ReadonlyMap<string, { readonly scenario: ScenarioName; readonly value: string }> = new Map(
  SCENARIO_NAMES.flatMap((scenario) =>
    [...VALUES[scenario].split('|'), SCENARIOS[scenario].value, scenario].map((value) => [
      comparableName(value),
      { scenario, value },
    ]),
  ),
);

/** The scenario that a value of a column stands for, in the words of the list; undefined for other values. */
export function scenarioOfValue(
  value: string,
): { readonly scenario: ScenarioName; readonly value: string } | undefined {
  return value.length > 60 ? undefined : BY_VALUE.get(comparableName(value));
}
