import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const tiers = [0, 1, 2, 3, 4, 5, 6, 7];

/** The one import rule: only from a lower tier, so cycles cannot exist. `tools/test/tier-rule.test.ts` proves that it bites. Tests may use `test-support`. */
const onlyFromLowerTiers = {
  depConstraints: tiers.map((tier) => ({
    sourceTag: `tier:${tier}`,
    onlyDependOnLibsWithTags: ['tier:tests', ...tiers.filter((other) => other < tier).map((other) => `tier:${other}`)],
  })),
  allow: ['^#'],
  enforceBuildableLibDependency: false,
};

/** What the page says stands in one file, so that it can be read, and translated, as a whole. */
const saysItself = [
  'JSXText[value=/[A-Za-z]/]',
  'JSXElement > JSXExpressionContainer > Literal[value=/[A-Za-z]/]',
  'JSXElement > JSXExpressionContainer > :matches(ConditionalExpression, LogicalExpression) > Literal[value=/[A-Za-z]/]',
  'JSXAttribute[name.name=/^(aria-label|aria-description|title|alt|placeholder|label|valueLabel|description|errorMessage)$/] Literal',
  // What an error says reaches the page too; its code comes first where it has one.
  'NewExpression[callee.name="GraftError"] > :matches(Literal, TemplateLiteral).arguments:nth-child(2)',
  'NewExpression[callee.name=/^(Type|Range)?Error$/] > :matches(Literal, TemplateLiteral).arguments:first-child',
].map((selector) => ({ selector, message: 'Put what the page says into apps/web/src/texts.ts.' }));

export default tseslint.config(
  { ignores: ['**/dist', '**/.nx', '**/.reports', '**/.tfjs-node', '**/fixtures'] },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [...tseslint.configs.strict, ...tseslint.configs.stylistic],
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': ['error', onlyFromLowerTiers],
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-invalid-void-type': ['error', { allowAsThisParameter: true }],
    },
  },
  {
    files: ['apps/web/src/**/*.{ts,tsx}'],
    ignores: ['**/*.test.ts'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      'no-restricted-syntax': ['error', ...saysItself],
    },
  },
  {
    // What is random comes from the seed, and packages never print: only apps do.
    files: ['packages/*/src/**/*.ts'],
    rules: {
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Use randomStream(seed, …).' },
      ],
      'max-lines': ['error', { max: 300, skipComments: false, skipBlankLines: false }],
    },
  },
  {
    files: ['**/*.test.ts', '**/*.slow.ts', '**/test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      'max-lines': 'off',
    },
  },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'AbortController',
          'console',
          'process',
          'URL',
          'Buffer',
          'performance',
          'setTimeout',
          'clearTimeout',
          'fetch',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
  {
    files: ['examples/page/*.js'],
    languageOptions: { globals: { document: 'readonly' } },
  },
);
