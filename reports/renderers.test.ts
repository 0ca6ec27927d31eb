import { describe, expect, it } from 'vitest';
import { renderHtml, renderJson, renderJunit, renderMarkdown, totalsOf } from './index.ts';
import { greenSample, sample, withTexts } from './sample-suite.ts';
import { allTags, parseTags, type TagNode, textIn } from './tag-tree-suite.ts';

const HOSTILE = `"><script>alert('1')</script><img src=x onerror=alert(2)>&]]>--\u0000\u001b[2J\ud800 |\`*[x](javascript:alert(3))`;

describe('the reader of tags that judges here', () => {
  it.each(['<a><b></a></b>', '<a>', '<a b=c></a>', '<a>&nbsp;</a>', 'a < b', '<a b="1" b="2"></a>'])(
    'refuses %s',
    (text) => {
      expect(() => parseTags(text)).toThrow();
    },
  );

  it('reads attributes, text and entities', () => {
    const [a] = parseTags('<?xml version="1.0"?><a b="&quot;">x<c/>&amp;y</a>').children;
    expect(a).toEqual({
      name: 'a',
      attributes: { b: '"' },
      children: [{ name: 'c', attributes: {}, children: [], text: '' }],
      text: 'x&y',
    });
  });
});

describe('renderHtml', () => {
  const elements = (html: string): TagNode[] => allTags(parseTags(html));

  it('is well-formed, and needs nothing but itself', () => {
    const html = renderHtml(sample);
    for (const { name, attributes } of elements(html)) {
      expect(['script', 'link', 'img', 'iframe', 'object', 'form']).not.toContain(name);
      expect(Object.keys(attributes).filter((one) => one === 'src' || one.startsWith('on'))).toEqual([]);
    }
    expect(html).not.toMatch(/url\(|@import/);
  });

  it('lets no text become markup or a link', () => {
    const html = renderHtml(withTexts(HOSTILE));
    const found = elements(html);
    expect(found.map(({ name }) => name)).not.toContain('script');
    expect(found.map(({ name }) => name)).not.toContain('img');
    const targets = found.flatMap(({ attributes }) => attributes.href ?? []);
    expect(targets.filter((href) => !href.startsWith('#'))).toEqual([]);
    expect(textIn(parseTags(html))).toContain("<script>alert('1')</script>");
  });

  it('links rules to the specification, and its own anchors exist', () => {
    const found = elements(renderHtml(sample));
    const hrefs = found.flatMap(({ attributes }) => attributes.href ?? []);
    expect(hrefs).toContain(sample.rules[0]?.link);
    expect(hrefs).toContain('pq.html');
    const ids = found.flatMap(({ attributes }) => attributes.id ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    for (const href of hrefs.filter((one) => one.startsWith('#'))) expect(ids).toContain(href.slice(1));
  });

  it('says first what failed, with why, the bytes and the rule', () => {
    const text = textIn(
      elements(renderHtml(sample)).find(({ attributes }) => attributes.id === 'failures') as TagNode,
    );
    for (const part of ['abridged', 'the nonce differs', 'deadbeef', '00ff', 'ff00', 'MT-HS-02'])
      expect(text).toContain(part);
    expect(renderHtml(sample)).toContain('2 of 4 checks failed');
  });

  it('has no failures section when all is green', () => {
    const html = renderHtml(greenSample);
    expect(html).toContain('All 2 checks passed');
    expect(html).not.toContain('id="failures"');
  });

  it('marks the bytes of each field in the dump, across lines, and only those', () => {
    const dump = elements(renderHtml(sample)).find(({ attributes }) => attributes.class === 'hex') as TagNode;
    const marked = dump.children
      .filter(({ attributes }) => /^f\d$/.test(attributes.class ?? ''))
      .map((one) => [one.attributes.title, one.text]);
    expect(marked).toEqual([
      ['first', '00 01 02 03'],
      ['second', '0e 0f'],
      ['second', '10'],
    ]);
    const bytes = textIn({
      ...dump,
      children: dump.children.filter((one) => one.attributes.class !== 'offset'),
    });
    expect(bytes.replace(/\s/g, '').length).toBe(36);
  });

  it('shows failed vectors, and files with them, before the others', () => {
    const html = renderHtml(sample);
    expect(html.indexOf('broken')).toBeLessThan(html.indexOf('>good<'));
    const files = elements(html).filter(({ attributes }) => attributes.class === 'file');
    expect(files.map(({ attributes }) => 'open' in attributes).slice(0, 2)).toEqual([true, false]);
  });
});

describe('renderJunit', () => {
  const suitesIn = (xml: string): TagNode[] => parseTags(xml).children.flatMap(({ children }) => children);

  it('counts what it lists', () => {
    const [root] = parseTags(renderJunit(sample)).children;
    const suites = root?.children ?? [];
    expect(suites.map(({ attributes }) => attributes.name)).toEqual([
      'vectors: aes.json',
      'vectors: dh.json',
      'handshakes',
    ]);
    for (const node of [root as TagNode, ...suites]) {
      const cases = allTags(node).filter(({ name }) => name === 'testcase');
      const having = (what: string): number =>
        cases.filter(({ children }) => children.some(({ name }) => name === what)).length;
      expect(node.attributes).toMatchObject({
        tests: `${cases.length}`,
        failures: `${having('failure')}`,
        skipped: `${having('skipped')}`,
        errors: '0',
      });
      expect(Number(node.attributes.time)).toBeGreaterThan(0);
    }
    expect(root?.attributes).toMatchObject({ tests: '6', failures: '3', skipped: '1' });
  });

  it('says why in the failure', () => {
    const failure = suitesIn(renderJunit(sample))
      .flatMap(allTags)
      .find(
        ({ name, attributes }) =>
          name === 'failure' && attributes.type === 'MT-HS-02' && attributes.message === 'the nonce differs',
      );
    for (const part of ['deadbeef', '00ff', 'ff00', sample.rules[0]?.link])
      expect(failure?.text).toContain(part);
  });

  it('keeps a vector file that could not be read as one failed case', () => {
    const [suite] = suitesIn(renderJunit({ ...sample, vectors: [] }));
    expect(suite?.attributes).toMatchObject({ name: 'vectors', tests: '2', failures: '1' });
  });

  it('stays well-formed with hostile texts, and holds no character that XML forbids', () => {
    const xml = renderJunit(withTexts(HOSTILE));
    expect(() => parseTags(xml)).not.toThrow();
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the characters that XML 1.0 forbids
    expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/u);
    expect(xml).toContain('&lt;script&gt;');
  });
});

describe('renderMarkdown', () => {
  it('gives a line a group and a line a failure', () => {
    const text = renderMarkdown(sample);
    expect(text).toContain('| vectors | 1 | 1 | 8.0 ms |');
    expect(text).toContain('| handshakes | 1 | 1 | 81 ms |');
    expect(text).toMatch(/\*\*handshakes: abridged\*\*.*the nonce differs.*MT-HS-02/);
  });

  it('keeps a text from being markup', () => {
    const text = renderMarkdown(withTexts(HOSTILE));
    expect(text).not.toMatch(/(^|[^\\])<script/m);
    expect(
      text
        .split('\n')
        .filter((line) => line.startsWith('|'))
        .every((line) => line.match(/(?<!\\)\|/g)?.length === 5),
    ).toBe(true);
  });
});

describe('renderJson', () => {
  it('is the model with its counts', () => {
    expect(JSON.parse(renderJson(sample))).toEqual({ format: 1, totals: totalsOf(sample), ...sample });
    expect(totalsOf(sample)).toEqual({
      verdict: 'failed',
      checks: { total: 4, passed: 2, failed: 2 },
      vectors: { total: 4, passed: 1, partial: 1, failed: 1, unsupported: 1 },
      handshakes: { total: 2, passed: 1 },
    });
  });
});

it('a run without a check has not passed', () => {
  expect(totalsOf({ ...sample, checks: [] }).verdict).toBe('failed');
});
