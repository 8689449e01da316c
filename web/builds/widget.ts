import { defineConfig } from 'vite'
import { app } from './app.ts'

/** The chat app: written for React, shipped with Preact because every visitor downloads it. */
export default defineConfig({
  ...app('widget', '/widget/'),
  resolve: {
    alias: {
      'react/jsx-runtime': 'preact/jsx-runtime',
      'react-dom/client': 'preact/compat/client',
      'react-dom': 'preact/compat',
      react: 'preact/compat',
    },
  },
})
