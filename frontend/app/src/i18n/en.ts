// All sentences of one language in one chunk. In: *.en.json of this folder. Out: the messages.
import { merge, type Messages } from './merge'

export default merge(import.meta.glob<{ default: Messages }>('./*.en.json', { eager: true }))
