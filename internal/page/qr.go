package page

import (
	"fmt"
	"strconv"
	"sync"

	"rsc.io/qr/coding"
)

// QRCode is a QR code as the outline of its dark modules, for an <svg> element of
// a template. One unit is one module.
type QRCode struct {
	Size int    // width and height in units, with the margin
	Path string // for the d attribute of a <path>
}

// qrMargin is the number of light modules on each side, as ISO/IEC 18004
// requires.
const qrMargin = 4

// NewQRCode encodes text with error correction of level M. It returns an error if
// text is too long for a QR code.
func NewQRCode(text string) (QRCode, error) {
	code, err := encodeQR(text)
	if err != nil {
		return QRCode{}, err
	}
	var path []byte
	for y := range code.Size {
		for start, end := range darkRuns(code, y) { // one rectangle each
			path = fmt.Appendf(path, "M%d %dh%dv1h-%dz", start+qrMargin, y+qrMargin, end-start, end-start)
		}
	}
	return QRCode{code.Size + 2*qrMargin, string(path)}, nil
}

// ViewBox returns the viewBox attribute of the <svg> element.
func (c QRCode) ViewBox() string { return fmt.Sprintf("0 0 %d %d", c.Size, c.Size) }

// QRCodeSVG returns the QR code of text as an SVG file, black on white. It draws a line
// along each row of modules, because that is a third as long as their outlines.
func QRCodeSVG(text string) ([]byte, error) {
	code, err := encodeQR(text)
	if err != nil {
		return nil, err
	}
	size := code.Size + 2*qrMargin
	out := make([]byte, 0, 8<<10)
	out = fmt.Appendf(out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges">`+
		`<rect width="%d" height="%d" fill="#fff"/><path stroke="#000" d="`, size, size, size, size)
	for y := range code.Size {
		at := -1 // where the last line of this row ended
		for start, end := range darkRuns(code, y) {
			if at < 0 {
				out = strconv.AppendInt(append(out, 'M'), int64(start+qrMargin), 10)
				out = strconv.AppendInt(append(out, ' '), int64(y+qrMargin), 10)
				out = append(out, ".5"...)
			} else {
				out = strconv.AppendInt(append(out, 'm'), int64(start-at), 10)
				out = append(out, " 0"...)
			}
			out = strconv.AppendInt(append(out, 'h'), int64(end-start), 10)
			at = end
		}
	}
	return append(out, `"/></svg>`...), nil
}

// darkRuns yields the first and the behind-last module of each run of dark modules in
// row y.
func darkRuns(code *coding.Code, y int) func(yield func(start, end int) bool) {
	return func(yield func(int, int) bool) {
		for x := 0; x < code.Size; x++ {
			start := x
			for x < code.Size && code.Black(x, y) {
				x++
			}
			if x > start && !yield(start, x) {
				return
			}
		}
	}
}

// encodeQR encodes text with error correction of level M.
func encodeQR(text string) (*coding.Code, error) {
	data := coding.String(text)
	for v := coding.Version(coding.MinVersion); v <= coding.MaxVersion; v++ {
		if data.Bits(v) > v.DataBytes(coding.M)*8 {
			continue
		}
		plan, err := qrPlan(v)
		if err != nil {
			return nil, err
		}
		return plan.Encode(data)
	}
	return nil, fmt.Errorf("draw a QR code: a text of %d bytes is too long", len(text))
}

// qrPlan returns where the bits of a code of size v go. It is made once.
func qrPlan(v coding.Version) (*coding.Plan, error) {
	if known, ok := qrPlans.Load(v); ok {
		return known.(*coding.Plan), nil
	}
	plan, err := coding.NewPlan(v, coding.M, 0)
	if err == nil {
		qrPlans.Store(v, plan)
	}
	return plan, err
}

var qrPlans sync.Map // coding.Version to *coding.Plan
