package page

import (
	"fmt"
	"strings"

	"rsc.io/qr"
)

// QRCode is a QR code as the outline of its dark modules, for an <svg> element of
// a template or for a file. One unit is one module.
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
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return QRCode{}, fmt.Errorf("draw a QR code: %w", err)
	}
	var path strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			start := x
			for x < code.Size && code.Black(x, y) {
				x++
			}
			if x > start { // a run of dark modules is one rectangle
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", start+qrMargin, y+qrMargin, x-start, x-start)
			}
		}
	}
	return QRCode{code.Size + 2*qrMargin, path.String()}, nil
}

// ViewBox returns the viewBox attribute of the <svg> element.
func (c QRCode) ViewBox() string { return fmt.Sprintf("0 0 %d %d", c.Size, c.Size) }

// SVG returns the code as an SVG file: black on white.
func (c QRCode) SVG() []byte {
	return fmt.Appendf(nil, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="%s" shape-rendering="crispEdges">`+
		`<rect width="%d" height="%d" fill="#fff"/><path fill="#000" d="%s"/></svg>`,
		c.ViewBox(), c.Size, c.Size, c.Path)
}
