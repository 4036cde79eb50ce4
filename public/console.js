const announcer = document.querySelector('[data-announcer]')

function announce(text) {
  announcer.textContent = ''
  requestAnimationFrame(() => {
    announcer.textContent = text
  })
}

async function copy(button) {
  const source = document.getElementById(button.dataset.copy)
  const text = source.value ?? source.textContent
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    if (!copySelected(source)) return announce('Copying is not allowed here: select the text and copy it yourself')
  }
  announce('Copied')
  button.dataset.copied = ''
  setTimeout(() => delete button.dataset.copied, 2000)
}

/** For plain http, where the clipboard is not offered. */
function copySelected(source) {
  if (source.select) source.select()
  else getSelection().selectAllChildren(source)
  return document.execCommand('copy')
}

const words = new Intl.RelativeTimeFormat('en', { numeric: 'always' })
const units = [
  ['year', 31557600],
  ['month', 2629800],
  ['day', 86400],
  ['hour', 3600],
  ['minute', 60],
]

function distance(ms) {
  const seconds = Math.round((ms - Date.now()) / 1000)
  for (const [unit, length] of units) {
    if (Math.abs(seconds) >= length) return words.format(Math.trunc(seconds / length), unit)
  }
  return Math.abs(seconds) < 5 ? 'just now' : words.format(seconds, 'second')
}

function refreshTimes() {
  if (document.hidden) return
  for (const time of document.querySelectorAll('time[data-relative]')) {
    const text = distance(Date.parse(time.dateTime))
    if (time.textContent !== text) time.textContent = text
  }
}

/** Shows what script can do, in what has just come as well. */
function enliven(root) {
  for (const button of root.querySelectorAll('[data-copy]')) button.hidden = false
  for (const region of root.querySelectorAll('[data-live]')) watch(region)
}

function watch(region) {
  if (region.watched) return
  region.watched = true
  const every = Number(region.dataset.every) || 2000
  const toggle = document.querySelector(`[data-live-toggle="${CSS.escape(region.id)}"]`)
  let wait = every
  let timer

  const show = (live) => toggle?.setAttribute('aria-pressed', String(!live))
  const plan = () => {
    clearTimeout(timer)
    if (region.isConnected && !region.paused && !document.hidden) timer = setTimeout(ask, wait)
  }
  const end = () => {
    region.paused = true
    toggle?.remove()
  }

  async function ask() {
    try {
      const response = await fetch(region.dataset.live, { headers: { accept: 'text/html' }, redirect: 'error' })
      if ([401, 403, 404].includes(response.status)) return end()
      if (!response.ok) throw new Error(response.statusText)
      const html = response.status === 204 ? undefined : await response.text()
      if (region.paused) return
      const next = response.headers.get('x-next')
      if (next) region.dataset.live = next
      if (html !== undefined) place(region, html)
      if (next === '') return end()
      wait = every
      show(true)
    } catch {
      wait = Math.min(wait * 2, 60000)
    }
    plan()
  }

  if (toggle) {
    toggle.hidden = false
    show(true)
    toggle.addEventListener('click', () => {
      region.paused = !region.paused
      show(!region.paused)
      wait = 0
      plan()
    })
  }
  document.addEventListener('visibilitychange', () => {
    wait = every
    plan()
  })
  plan()
}

function place(region, html) {
  const { mode, keep } = region.dataset
  if (mode === 'replace') {
    if (region.lastHtml === html || region.contains(document.activeElement)) return
    region.lastHtml = html
  }
  const template = document.createElement('template')
  template.innerHTML = html
  const arrived = [...template.content.children]
  if (mode === 'replace') region.replaceChildren(template.content)
  else {
    for (const element of arrived) element.classList.add('arrived')
    if (mode === 'append') region.append(template.content)
    else region.prepend(template.content)
    while (keep && region.children.length > Number(keep)) {
      if (mode === 'append') region.firstElementChild.remove()
      else region.lastElementChild.remove()
    }
  }
  enliven(region)
  refreshTimes()
}

/** After the browser has read the form: a disabled button sends no value. */
function holdButtons({ target: form, defaultPrevented }) {
  if (defaultPrevented || form.method !== 'post') return
  setTimeout(() => {
    for (const button of form.querySelectorAll('button[type=submit]:enabled')) {
      button.disabled = true
      button.dataset.held = ''
    }
  })
  setTimeout(() => releaseButtons(form), 10000)
}

function releaseButtons(root) {
  for (const button of root.querySelectorAll('[data-held]')) {
    button.disabled = false
    delete button.dataset.held
  }
}

document.addEventListener('click', ({ target }) => {
  const button = target.closest('[data-copy]')
  if (button) copy(button)
})
document.addEventListener('submit', holdButtons)
addEventListener('pageshow', ({ persisted }) => persisted && releaseButtons(document))
document.addEventListener('visibilitychange', refreshTimes)
setInterval(refreshTimes, 10000)
enliven(document)
