// Sentences of pages that only desks see: no phone of the field loads them. In: some *.en.json of this folder. Out: the messages.
import { merge, type Messages } from './merge'

export default merge(import.meta.glob<{ default: Messages }>('./{journal,piles,reconcile,standard}.en.json', { eager: true }))
