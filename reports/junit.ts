// junit.xml as CI systems read it: a suite for each group of checks, and one for each vector file.
// There is no standard; this is the common ground of the Jenkins and Maven Surefire schemas
// (https://maven.apache.org/surefire/maven-surefire-plugin/xsd/surefire-test-report.xsd).
// A partial vector is neither passed nor failed: it is `skipped`, with what could not be checked.

import { groupBy } from './group-by.ts';
import { type Markup, markup } from './markup.ts';
import type { CheckReport, FailureReport, RunReport, VectorReport } from './model.ts';

interface Case {
  readonly name: string;
  readonly milliseconds: number;
  readonly failure?: FailureReport;
  readonly skipped?: string;
}

interface Suite {
  readonly name: string;
  readonly cases: readonly Case[];
}

export function renderJunit(report: RunReport): string {
  const suites = suitesOf(report);
  const cases = suites.flatMap((suite) => suite.cases);
  const document = markup`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="${report.tool.name}" ${countsOf(cases)} time="${seconds(report.milliseconds)}">
${suites.map((suite) => renderSuite(suite, report.startedAt))}</testsuites>
`;
  return document.text;
}

/** A check of a vector file stands for the vectors in it, so these replace it. */
function suitesOf(report: RunReport): Suite[] {
  const files = groupBy(report.vectors, ({ file }) => file);
  const checks = report.checks.filter(({ group, name }) => group !== 'vectors' || !files.has(name));
  const groups = groupBy(checks, ({ group }) => group);
  const timeOf = (file: string): number =>
    report.checks.find(({ group, name }) => group === 'vectors' && name === file)?.milliseconds ?? 0;
  return [
    ...[...files].map(([file, vectors]) => ({
      name: `vectors: ${file}`,
      cases: vectors.map((vector) => caseOfVector(vector, timeOf(file) / vectors.length)),
    })),
    ...[...groups].map(([name, ones]) => ({ name, cases: ones.map(caseOfCheck) })),
  ];
}

function caseOfCheck({ name, milliseconds, failure }: CheckReport): Case {
  return { name, milliseconds, ...(failure === undefined ? {} : { failure }) };
}

function caseOfVector(vector: VectorReport, milliseconds: number): Case {
  const { name, status, rule, unchecked } = vector;
  const reason = vector.reason ?? (unchecked.length > 0 ? unchecked.join(', ') : status);
  if (status === 'passed') return { name, milliseconds };
  if (status === 'partial') return { name, milliseconds, skipped: `not checked: ${reason}` };
  return { name, milliseconds, failure: { reason, ...(rule === undefined ? {} : { rule }) } };
}

function renderSuite({ name, cases }: Suite, timestamp: string): Markup {
  const time = cases.reduce((sum, one) => sum + one.milliseconds, 0);
  return markup`  <testsuite name="${name}" ${countsOf(cases)} time="${seconds(time)}" timestamp="${timestamp.replace(/(\.\d+)?Z$/, '')}">
${cases.map((one) => renderCase(name, one))}  </testsuite>
`;
}

function renderCase(suite: string, { name, milliseconds, failure, skipped }: Case): Markup {
  const open = markup`    <testcase name="${name}" classname="${suite}" time="${seconds(milliseconds)}"`;
  if (failure !== undefined)
    return markup`${open}>
      <failure message="${failure.reason}" type="${failure.rule?.id ?? 'failure'}">${textOf(failure)}</failure>
    </testcase>
`;
  if (skipped !== undefined)
    return markup`${open}>
      <skipped message="${skipped}"/>
    </testcase>
`;
  return markup`${open}/>
`;
}

function textOf({ reason, rule, expected, actual, bytes }: FailureReport): string {
  return [
    reason,
    expected !== undefined && `expected: ${expected}`,
    actual !== undefined && `actual:   ${actual}`,
    bytes !== undefined && `bytes:    ${bytes}`,
    rule !== undefined && `${rule.id}: ${rule.sentence} ${rule.link}`,
  ]
    .filter((line) => line !== false)
    .join('\n');
}

function countsOf(cases: readonly Case[]): Markup {
  const failures = cases.filter(({ failure }) => failure !== undefined).length;
  const skipped = cases.filter((one) => one.skipped !== undefined).length;
  return markup`tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}"`;
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}
