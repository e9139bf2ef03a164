package files

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"

	"github.com/folkmoot/folkmoot/internal/locale"
)

// stripMetadata returns a JPEG without metadata such as the place, time and camera. The image data is unchanged. It
// removes the segments APP1 to APP15 (ISO/IEC 10918-1, annex B), except the colour profile in APP2, comments, and
// everything after the end of the image, such as a second picture or a film.
func stripMetadata(from io.Reader) ([]byte, error) {
	in := bufio.NewReader(from)
	var out bytes.Buffer
	mark := make([]byte, 2)
	if _, err := io.ReadFull(in, mark); err != nil || mark[0] != 0xff || mark[1] != 0xd8 {
		return nil, typeError(locale.Lazy("the image is damaged and cannot be opened"))
	}
	out.Write(mark)
	unreadable := typeError(locale.Lazy("the image cannot be read"))
	scanned := false
	if _, err := io.ReadFull(in, mark); err != nil || mark[0] != 0xff {
		return nil, unreadable
	}
	for marker := mark[1]; ; {
		for marker == 0xff { // fill bytes
			b, err := in.ReadByte()
			if err != nil {
				return nil, unreadable
			}
			marker = b
		}
		if marker == 0xd9 {
			if !scanned {
				return nil, typeError(locale.Lazy("the image is empty"))
			}
			out.Write([]byte{0xff, marker})
			return out.Bytes(), nil
		}
		body, err := readSegment(in)
		if err != nil {
			return nil, unreadable
		}
		metadata := marker >= 0xe1 && marker <= 0xef || marker == 0xfe
		profile := marker == 0xe2 && bytes.HasPrefix(body[2:], []byte("ICC_PROFILE\x00"))
		if !metadata || profile {
			out.Write([]byte{0xff, marker})
			out.Write(body)
		}
		if marker == 0xda { // start of scan: the image data follows
			scanned = true
			marker, err = copyScan(&out, in)
		} else if _, err = io.ReadFull(in, mark); err == nil {
			if marker = mark[1]; mark[0] != 0xff {
				return nil, unreadable
			}
		}
		if err != nil {
			return nil, unreadable
		}
	}
}

// readSegment reads a segment of a JPEG after its marker, and returns it with its length in the first two bytes.
func readSegment(in *bufio.Reader) ([]byte, error) {
	var size [2]byte
	if _, err := io.ReadFull(in, size[:]); err != nil {
		return nil, err
	}
	n := int(binary.BigEndian.Uint16(size[:]))
	if n < 2 {
		return nil, io.ErrUnexpectedEOF
	}
	body := make([]byte, n)
	copy(body, size[:])
	_, err := io.ReadFull(in, body[2:])
	return body, err
}

// copyScan copies the data of a scan up to the next marker, which it returns. In the data, 0xff is followed by 0, or by
// a restart marker.
func copyScan(out *bytes.Buffer, in *bufio.Reader) (marker byte, err error) {
	for {
		data, err := in.ReadSlice(0xff)
		if err == bufio.ErrBufferFull {
			out.Write(data)
			continue
		}
		if err != nil {
			return 0, err
		}
		out.Write(data[:len(data)-1])
		if marker, err = in.ReadByte(); err != nil {
			return 0, err
		}
		for marker == 0xff { // fill bytes
			if marker, err = in.ReadByte(); err != nil {
				return 0, err
			}
		}
		if marker != 0 && (marker < 0xd0 || marker > 0xd7) {
			return marker, nil
		}
		out.Write([]byte{0xff, marker})
	}
}

// pngKept are the chunks of a PNG that are needed to show it (ISO/IEC 15948, clause 11). Others hold texts, times, the
// place and the program, or are private.
var pngKept = map[string]bool{
	"IHDR": true, "PLTE": true, "IDAT": true, "IEND": true, "tRNS": true, "gAMA": true, "cHRM": true, "sRGB": true, "iCCP": true,
	"sBIT": true, "bKGD": true, "pHYs": true, "cICP": true, "acTL": true, "fcTL": true, "fdAT": true,
}

// stripPNG returns a PNG without metadata. The image data is unchanged.
func stripPNG(from io.Reader, size int64) ([]byte, error) {
	in := bufio.NewReader(from)
	unreadable := typeError(locale.Lazy("the image cannot be read"))
	var out bytes.Buffer
	if _, err := io.CopyN(&out, in, 8); err != nil { // the signature
		return nil, unreadable
	}
	for {
		var head [8]byte
		if _, err := io.ReadFull(in, head[:]); err != nil {
			return nil, unreadable
		}
		n, kind := int64(binary.BigEndian.Uint32(head[:4])), string(head[4:])
		if n > size {
			return nil, unreadable
		}
		to := io.Writer(io.Discard)
		if pngKept[kind] {
			out.Write(head[:])
			to = &out
		}
		if _, err := io.CopyN(to, in, n+4); err != nil { // with its checksum
			return nil, unreadable
		}
		if kind == "IEND" {
			return out.Bytes(), nil
		}
	}
}
