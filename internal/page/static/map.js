// A map on which places are marked, by pointer or by keyboard. Without this script, clicks on the
// map go to the server.

const kinds = { POINT: "pin", LINESTRING: "line", POLYGON: "area" }
const least = { pin: 1, line: 2, area: 3 }
const svg = (name, attributes) => {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name)
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value)
  return node
}

function start(map) {
  map.removeAttribute("data-map")
  const find = name => map.querySelector(`[data-map-${name}]`)
  const all = name => map.querySelectorAll(`[data-map-${name}]`)
  for (const plain of all("plain")) plain.remove()
  find("tools").replaceWith(find("tools").content.cloneNode(true))
  const data = map.dataset, value = find("value"), drawing = find("drawing"), layer = find("marks"), sheet = find("sheet")
  const width = drawing.viewBox.baseVal.width, height = drawing.viewBox.baseVal.height
  const round = n => Number(n.toFixed(data.decimals))
  const degrees = ({ x, y }) => [round(Number(data.lon) + x * data.x), round(Number(data.lat) + y * data.y)]
  const pixel = ([lon, lat]) => ({ x: (lon - data.lon) / data.x, y: (lat - data.lat) / data.y })

  const marks = Array.from(value.value.matchAll(/(POINT|LINESTRING|POLYGON)\(+([^()]*)\)+/g), ([, name, list]) => {
    const points = list.split(",").map(p => p.trim().split(/\s+/).map(Number))
    return { kind: kinds[name], points: name === "POLYGON" ? points.slice(0, -1) : points }
  })
  let kind = data.kinds.trim().split(" ")[0], drawn = [] // the points of the line or area that is being drawn
  let zoom = 1, cross = { x: width / 2, y: height / 2 }, middle = cross

  const text = mark => {
    const at = mark.points.map(pixel)
    const names = Array.from(map.querySelectorAll(".fm-map__area"))
      .filter(area => at.some(p => area.isPointInFill(Object.assign(drawing.createSVGPoint(), p))))
      .map(area => area.textContent)
    const key = mark.kind === "pin" ? "pin" : mark.kind === "line" ? "line" : "area"
    return names.length ? data[key].replace("%s", () => names.join(", ")) : data[`${key}Outside`]
  }
  const wkt = ({ kind, points }) => {
    const list = points.map(p => p.join(" "))
    return kind === "pin" ? `POINT(${list[0]})` : kind === "line" ? `LINESTRING(${list})` : `POLYGON((${[...list, list[0]]}))`
  }
  const say = sentence => { find("said").textContent = sentence }
  const path = (points, closed) => points.map(pixel).map(({ x, y }, i) => `${i ? "L" : "M"}${x} ${y}`).join("") + (closed ? "Z" : "")

  const show = () => {
    value.value = marks.length ? `GEOMETRYCOLLECTION(${marks.map(wkt)})` : ""
    const size = width / (drawing.clientWidth || width) / zoom
    layer.replaceChildren()
    for (const [i, mark] of marks.entries()) {
      const { x, y } = pixel(mark.points[0])
      if (mark.kind !== "pin") layer.append(svg("path", { class: `fm-map__drawn${mark.kind === "area" ? " fm-map__drawn--area" : ""}`, d: path(mark.points, mark.kind === "area") }))
      const number = svg("text", { class: "fm-map__number", x, y })
      number.textContent = i + 1
      number.style.fontSize = `${13 * size}px` // by script, because the page allows no styles in attributes
      layer.append(svg("circle", { class: "fm-map__pin", cx: x, cy: y, r: 11 * size }), number)
    }
    if (drawn.length) layer.append(svg("path", { class: "fm-map__drawn fm-map__drawn--open", d: path(drawn, false) }))
    for (const p of drawn.map(pixel)) layer.append(svg("circle", { class: "fm-map__pin", cx: p.x, cy: p.y, r: 5 * size }))
    const arm = 14 * size
    // Under the numbers, and seen while the keyboard is used.
    layer.prepend(svg("path", { class: "fm-map__cross", d: `M${cross.x - arm} ${cross.y}h${2 * arm}M${cross.x} ${cross.y - arm}v${2 * arm}` }))
    const w = width / zoom, h = height / zoom
    const left = Math.min(Math.max(middle.x - w / 2, 0), width - w), top = Math.min(Math.max(middle.y - h / 2, 0), height - h)
    drawing.setAttribute("viewBox", `${left} ${top} ${w} ${h}`)
    drawing.style.setProperty("--fm-size", Math.min(size, 1.85)) // as in narrow windows without this script
    drawing.classList.toggle("fm-map__drawing--near", size <= 1.1) // there is room for all names
    find("list").replaceChildren(...marks.map((mark, i) => {
      const item = find("item").content.firstElementChild.cloneNode(true)
      const [words, button] = item.children
      words.textContent = text(mark)
      button.lastElementChild.textContent = ` ${i + 1}. ${text(mark)}`
      button.addEventListener("click", () => {
        marks.splice(i, 1)
        changed()
        sheet.focus()
      })
      return item
    }))
    if (find("finish")) find("finish").disabled = drawn.length < least[kind]
  }
  const changed = () => {
    show()
    value.dispatchEvent(new Event("input", { bubbles: true }))
  }
  const finish = () => {
    if (drawn.length < least[kind]) return
    marks.push({ kind, points: drawn })
    drawn = []
    changed()
    say(`${marks.length}. ${text(marks.at(-1))}`)
  }
  const mark = place => {
    const inside = { x: Math.min(Math.max(place.x, 0), width), y: Math.min(Math.max(place.y, 0), height) }
    if (marks.length >= data.max || drawn.length >= 200) return
    cross = inside
    drawn.push(degrees(inside))
    if (kind === "pin") finish()
    else {
      show()
      say(String(drawn.length))
    }
  }

  sheet.tabIndex = 0
  sheet.setAttribute("role", "application")
  sheet.setAttribute("aria-label", drawing.getAttribute("aria-label"))
  sheet.setAttribute("aria-describedby", `${map.id}-keys`)
  drawing.addEventListener("click", event => {
    const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(drawing.getScreenCTM().inverse())
    mark(place)
  })
  sheet.addEventListener("keydown", event => {
    const step = (event.shiftKey ? 30 : 6) / zoom
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }
    const move = moves[event.key]
    if (move) {
      cross = { x: Math.min(Math.max(cross.x + move[0], 0), width), y: Math.min(Math.max(cross.y + move[1], 0), height) }
      middle = cross
      show()
      say(text({ kind: "pin", points: [degrees(cross)] }))
    } else if (event.key === "Enter") mark(cross)
    else if (event.key === "Backspace") {
      if (drawn.length) drawn.pop()
      else marks.pop()
      changed()
    } else if (event.key === "+" || event.key === "-") zoomBy(event.key === "+" ? 2 : 0.5)
    else return
    event.preventDefault()
  })
  const zoomBy = factor => {
    zoom = Math.min(Math.max(zoom * factor, 1), 16)
    middle = cross
    show()
  }
  for (const button of all("zoom")) button.addEventListener("click", () => zoomBy(button.dataset.mapZoom === "in" ? 2 : 0.5))
  for (const button of all("kind")) {
    button.addEventListener("click", () => {
      kind = button.dataset.mapKind
      drawn = []
      for (const other of all("kind")) other.setAttribute("aria-pressed", String(other === button))
      show()
    })
  }
  find("finish")?.addEventListener("click", finish)
  // A line that was not finished is still an answer.
  value.form?.addEventListener("submit", finish)
  show()
}

// Questions that depend on other answers enter the page later.
const startAll = () => { for (const map of document.querySelectorAll("[data-map]")) start(map) }
startAll()
new MutationObserver(startAll).observe(document.body, { childList: true, subtree: true })
