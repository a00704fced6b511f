// Why personal data is read: asked once a task, sent with every reading of it. In: a task's name. Out: the purpose chosen.
// Refuses: to choose for the person where there is more than one.
import { reactive } from 'vue'
import { session } from '@/session'

export const purposes = reactive({
  chosen: {} as Record<string, string>,
  /** The task that is being asked about; the frame shows the question. */
  asking: null as { task: string; choices: string[]; answer: (purpose: string | null) => void } | null,
})

/** The purpose for a task, asking when it is not known yet; null when the person turns away. */
export async function purposeFor(task: string): Promise<string | null> {
  const known = purposes.chosen[task]
  const choices = session.reply?.purposes ?? []
  if (known && choices.includes(known)) return known
  if (choices.length <= 1) return choices[0] ?? null
  const answer = await new Promise<string | null>((done) => { purposes.asking = { task, choices, answer: done } })
  purposes.asking = null
  if (answer) purposes.chosen[task] = answer
  return answer
}
