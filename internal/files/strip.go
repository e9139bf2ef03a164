package files

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"

	"github.com/folkmoot/folkmoot/internal/locale"
)

// stripMetadata returns a JPEG without metadata such as the place, time and camera.
// The image data is unchanged. It removes the segments APP1 to APP15 (ISO/IEC
// 10918-1, annex B), except the colour profile in APP2, and comments.
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
		for mark[1] == 0xff { // fill bytes
			b, err := in.ReadByte()
			if err != nil {
				return nil, typeError(locale.Lazy("the image cannot be read"))
			}
			mark[1] = b
		}
		if mark[1] == 0xda { // start of scan: the image data follows
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
		metadata := mark[1] >= 0xe1 && mark[1] <= 0xef || mark[1] == 0xfe
		profile := mark[1] == 0xe2 && bytes.HasPrefix(body, []byte("ICC_PROFILE\x00"))
		if metadata && !profile {
			continue
		}
		out.Write(mark)
		out.Write(size[:])
		out.Write(body)
	}
}
