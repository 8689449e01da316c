import { defineConfig } from 'vite'
import { app } from './app.ts'

export default defineConfig(app('admin', '/admin/'))
