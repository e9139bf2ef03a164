package browsertest

import (
	"context"
	"strconv"
	"strings"

	touch "github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// DragByTouch puts a finger on the element and moves it to each of the heights in the window, in pixels, without lifting it.
// Before each of the others it waits until the condition of the script before it is met. It then lifts the finger.
func (b *Tab) DragByTouch(element string, moves ...TouchMove) {
	b.t.Helper()
	at := strings.Split(b.Evaluate(`(() => { const e = document.querySelector(`+strconv.Quote(element)+`)
		e.scrollIntoView({ block: "center", behavior: "instant" }); const box = e.getBoundingClientRect()
		return (box.left + box.width / 2) + " " + (box.top + box.height / 2) })()`), " ")
	x, y := b.number(at[0]), b.number(at[1])
	b.touch(touch.DispatchTouchEventTypeTouchStart, &touch.TouchPoint{X: x, Y: y})
	for _, m := range moves {
		b.touch(touch.DispatchTouchEventTypeTouchMove, &touch.TouchPoint{X: x, Y: (y + m.Y) / 2})
		b.touch(touch.DispatchTouchEventTypeTouchMove, &touch.TouchPoint{X: x, Y: m.Y})
		b.WaitFor(m.Until)
		y = m.Y
	}
	b.touch(touch.DispatchTouchEventTypeTouchEnd)
}

// TouchMove is a movement of a finger to a height in the window, at which it stays until a condition is met.
type TouchMove struct {
	Y     float64
	Until string
}

func (b *Tab) number(text string) float64 {
	b.t.Helper()
	f, err := strconv.ParseFloat(text, 64)
	b.must(err)
	return f
}

func (b *Tab) touch(kind touch.DispatchTouchEventType, points ...*touch.TouchPoint) {
	b.t.Helper()
	b.call(func(ctx context.Context) error {
		_, err := chromedp.Call(ctx, touch.DispatchTouchEvent, touch.DispatchTouchEventParams{
			Type: kind, TouchPoints: append([]*touch.TouchPoint{}, points...)})
		return err
	})
}
