package files

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"

	"github.com/folkmoot/folkmoot/internal/locale"
)

// stripMetadata returns a JPEG without what a camera writes into it besides the picture:
// where and when it was taken, and with what. The picture itself is not touched.
// The markers are those of ISO/IEC 10918-1, annex B: APP1 to APP15 and comments
// go, except the colour profile in APP2.
func stripMetadata(from io.Reader) ([]byte, error) {
	in := bufio.NewReader(from)
	var out bytes.Buffer
	mark := make([]byte, 2)
	if _, err := io.ReadFull(in, mark); err != nil || mark[0] != 0xff || mark[1] != 0xd8 {
		return nil, typeError(locale.Lazy("the image is damaged and cannot be opened"))
	}
	out.Write(mark)
	for {
		if _, err := io.ReadFull(in, mark); err != nil || mark[0] != 0xff {
			return nil, typeError(locale.Lazy("the image cannot be read"))
		}
		for mark[1] == 0xff { // filling
			b, err := in.ReadByte()
			if err != nil {
				return nil, typeError(locale.Lazy("the image cannot be read"))
			}
			mark[1] = b
		}
		if mark[1] == 0xda { // the picture begins: all of the rest is it
			out.Write(mark)
			_, err := io.Copy(&out, in)
			return out.Bytes(), err
		}
		if mark[1] == 0xd9 {
			return nil, typeError(locale.Lazy("the image is empty"))
		}
		var size [2]byte
		if _, err := io.ReadFull(in, size[:]); err != nil {
			return nil, typeError(locale.Lazy("the image cannot be read"))
		}
		n := int(binary.BigEndian.Uint16(size[:])) - 2
		if n < 0 {
			return nil, typeError(locale.Lazy("the image cannot be read"))
		}
		body := make([]byte, n)
		if _, err := io.ReadFull(in, body); err != nil {
			return nil, errors.Join(typeError(locale.Lazy("the image cannot be read")), err)
		}
		camera := mark[1] >= 0xe1 && mark[1] <= 0xef || mark[1] == 0xfe
		profile := mark[1] == 0xe2 && bytes.HasPrefix(body, []byte("ICC_PROFILE\x00"))
		if camera && !profile {
			continue
		}
		out.Write(mark)
		out.Write(size[:])
		out.Write(body)
	}
}
