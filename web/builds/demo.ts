import { defineConfig } from 'vite'
import { app } from './app.ts'

/** Its page is served at `/`, its files under `/demo/`. */
export default defineConfig(app('demo', '/demo/'))
