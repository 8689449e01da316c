import { defineConfig } from 'vite'
import { inProject } from './app.ts'

/** The script that sites embed: one classic script without imports. */
export default defineConfig({
  publicDir: false,
  build: {
    outDir: inProject('dist'),
    emptyOutDir: false,
    reportCompressedSize: false,
    lib: {
      entry: inProject('src/loader/index.ts'),
      formats: ['iife'],
      name: 'SupportDeskLoader',
      fileName: () => 'widget.js',
    },
  },
})
