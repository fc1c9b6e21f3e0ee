import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** House rules that a tool can see; each message says what to do instead. */
const HOUSE = [
  { selector: 'ExportDefaultDeclaration', message: 'Named exports only: a thing has one name.' },
  { selector: 'TSEnumDeclaration', message: 'Use a zod enum or a union of strings.' },
  { selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']", message: 'What hosts send is text, never markup.' },
  { selector: 'AssignmentExpression[left.property.name=/^(inner|outer)HTML$/]', message: 'What hosts send is text, never markup.' },
];
/** What a person reads or hears stands in src/renderer/texts, all in one place. */
const TEXTS = 'Words stand in src/renderer/texts, ready for translation.';
const READ = 'JSXAttribute[name.name=/^(aria-label|aria-description|aria-valuetext|title|placeholder|alt|label)$/]';
const WORDS = [
  'JSXText[value=/[A-Za-z]/]',
  ':matches(JSXElement, JSXFragment) > JSXExpressionContainer Literal[value=/[A-Za-z]/]:not(CallExpression *, BinaryExpression *, JSXAttribute *, MemberExpression *)',
  ':matches(JSXElement, JSXFragment) > JSXExpressionContainer > TemplateLiteral > TemplateElement[value.raw=/[A-Za-z]/]',
  `${READ} > Literal[value=/[A-Za-z]/]`,
  `${READ} > JSXExpressionContainer > :matches(Literal[value=/[A-Za-z]/], TemplateLiteral:has(TemplateElement[value.raw=/[A-Za-z]/]))`,
].map((selector) => ({ selector, message: TEXTS }));
const NO_SHELL = {
  name: 'node:child_process',
  importNames: ['exec', 'execSync'],
  message: 'Use execFile or spawn with an argument list: nothing is quoted twice.',
};

export default defineConfig(
  globalIgnores(['dist/', '.tools/', 'node_modules/', 'test-results/', '**/fixtures/']),
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.all.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // An interface may promise a Promise where one way of fulfilling it has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['**/*.{ts,tsx,js,mjs,cjs}'],
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-restricted-imports': ['error', { paths: [NO_SHELL, { ...NO_SHELL, name: 'child_process' }] }],
      'no-restricted-syntax': ['error', ...HOUSE],
    },
  },
  { files: ['**/*.{js,mjs,cjs}'], extends: [tseslint.configs.disableTypeChecked] },
  // Tools read a default export from their configuration.
  { files: ['**/*.config.{ts,js,mjs}'], rules: { 'no-restricted-syntax': 'off' } },
  // Tests look at what they were handed and at what a tool answered, which is untyped.
  {
    files: ['**/*.{test,spec}.{ts,tsx}'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['src/renderer/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat.recommended],
    // It tells what the React Compiler would skip; we do not use that compiler.
    rules: { 'react-hooks/incompatible-library': 'off' },
  },
  { files: ['src/renderer/**/*.tsx'], ignores: ['**/*.test.tsx'], rules: { 'no-restricted-syntax': ['error', ...HOUSE, ...WORDS] } },
);
