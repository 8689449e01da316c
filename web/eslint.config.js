import js from '@eslint/js'
import { createNodeResolver, importX } from 'eslint-plugin-import-x'
import reactHooks from 'eslint-plugin-react-hooks'
import { defineConfig } from 'eslint/config'
import globals from 'globals'
import tseslint from 'typescript-eslint'

const apps = ['loader', 'widget', 'demo', 'admin']

/** Apps never import each other, and what they share knows none of them. */
const importDirections = [
  ...apps.map((app) => ({
    target: `./src/${app}`,
    from: apps.filter((other) => other !== app).map((other) => `./src/${other}`),
    message: 'An app does not import another app: what both need belongs in src/shared.',
  })),
  {
    target: './src/shared',
    from: apps.map((app) => `./src/${app}`),
    message: 'src/shared does not know the apps.',
  },
  {
    target: './src/widget/protocol',
    from: './src/widget',
    except: ['./protocol'],
    message: 'The protocol is pure: it knows neither the network nor the screen.',
  },
  {
    target: './src/widget/session',
    from: './src/widget/ui',
    message: 'The session does not know the screen.',
  },
  {
    target: './src',
    from: ['./tests', './builds'],
    message: 'What is shipped does not import tests or build files.',
  },
]

export default defineConfig(
  { ignores: ['dist', 'src/shared/api/*.d.ts'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
      globals: globals.browser,
    },
    plugins: { 'import-x': importX, 'react-hooks': reactHooks },
    settings: {
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.tsx', '.js', '.css'] })],
    },
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      'import-x/no-restricted-paths': ['error', { basePath: import.meta.dirname, zones: importDirections }],
      'import-x/no-cycle': 'error',
      'no-console': 'error',
      'max-lines': ['error', { max: 250 }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  {
    files: ['tests/**', 'builds/**', '*.js'],
    languageOptions: { globals: globals.node },
    rules: {
      'max-lines-per-function': 'off',
      'no-console': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
)
