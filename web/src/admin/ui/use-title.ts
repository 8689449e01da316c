import { useDocumentTitle } from '@mantine/hooks'

export const useTitle = (title: string): void => useDocumentTitle(`${title} · Support desk`)
