// What the parts of the returns page share: replies of the API by name.
import type { Reply } from '@/api/client'
import type { Loaded } from '@/parts/load'

export type Mapping = Reply<'/api/returns/mappings', 'get'>[number]
export type MadeFile = Reply<'/api/returns', 'get'>[number]
export type Mappings = Loaded<Mapping[]>
export type Files = Loaded<MadeFile[]>
