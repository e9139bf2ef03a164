package files

import (
	"archive/zip"
	"bytes"
	"cmp"
	"image"
	_ "image/jpeg" // for image.DecodeConfig
	_ "image/png"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/internal/locale"
)

// The media types that are accepted.
const (
	PDF  = "application/pdf"
	DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
	ODT  = "application/vnd.oasis.opendocument.text"
	ODS  = "application/vnd.oasis.opendocument.spreadsheet"
	ODP  = "application/vnd.oasis.opendocument.presentation"
	PNG  = "image/png"
	JPEG = "image/jpeg"
	Text = "text/plain; charset=utf-8"
)

// extensions gives the file name extension of each type.
var extensions = map[string]string{
	PDF:  ".pdf",
	DOCX: ".docx",
	XLSX: ".xlsx",
	PPTX: ".pptx",
	ODT:  ".odt",
	ODS:  ".ods",
	ODP:  ".odp",
	PNG:  ".png",
	JPEG: ".jpg",
	Text: ".txt",
}

// Extension returns the file name extension of a media type, such as ".pdf".
func Extension(kind string) string { return extensions[kind] }

// Limits of the content of a file.
const (
	maxUnpacked = 100 << 20 // bytes of all parts of an Office document, uncompressed
	maxRatio    = 200       // uncompressed size divided by file size
	maxEntries  = 5000      // parts of an Office document
	maxSide     = 10_000    // width and height of an image in pixels
	maxPixels   = 40_000_000
)

// Sniff determines the media type of a file from its content. A file that is not
// accepted is fault.Invalid with a message that says why.
func Sniff(r io.ReaderAt, size int64) (string, error) {
	head := make([]byte, min(size, 4096))
	if _, err := r.ReadAt(head, 0); err != nil && err != io.EOF {
		return "", err
	}
	switch {
	case bytes.HasPrefix(head, []byte("%PDF-")):
		return PDF, checkPDF(r, size)
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return sniffOffice(r, size)
	case bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")):
		return PNG, checkImage(r, size, "png")
	case bytes.HasPrefix(head, []byte("\xff\xd8\xff")):
		return JPEG, checkImage(r, size, "jpeg")
	case bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return "", typeError(locale.Lazy("it is an empty ZIP file"))
	}
	return Text, checkText(r, size, head)
}

// checkPDF accepts a complete PDF in whose bytes no script, no action that starts a program
// and no embedded file is named. It is a courtesy to staff who upload the wrong file, not
// a protection: it does not find names that are written in another way (/J#61vaScript), in
// compressed objects or in forms (XFA). The protection is that files are only offered for
// download, and the virus scanner: see docs/decisions.
func checkPDF(r io.ReaderAt, size int64) error {
	tail := make([]byte, min(size, 1024))
	if _, err := r.ReadAt(tail, size-int64(len(tail))); err != nil && err != io.EOF {
		return err
	}
	if !bytes.Contains(tail, []byte("%%EOF")) {
		return typeError(locale.Lazy("the PDF is incomplete or damaged"))
	}
	for _, name := range []string{"/JavaScript", "/Launch", "/EmbeddedFile"} {
		found, err := contains(r, size, name)
		if err != nil {
			return err
		}
		if found {
			return typeError(locale.Lazy("the PDF contains a script or an embedded file"))
		}
	}
	return nil
}

// contains reports whether word is in r.
func contains(r io.ReaderAt, size int64, word string) (bool, error) {
	n, err := count(r, size, word)
	return n > 0, err
}

// count counts how often word is in r. It reads r in blocks that overlap by the length
// of word less one.
func count(r io.ReaderAt, size int64, word string) (n int, err error) {
	const block = 1 << 20
	buffer := make([]byte, block+len(word)-1)
	for at := int64(0); at < size; at += block {
		read, err := r.ReadAt(buffer, at)
		if err != nil && err != io.EOF {
			return 0, err
		}
		n += bytes.Count(buffer[:read], []byte(word))
	}
	return n, nil
}

// officeParts gives the part that each type of Office Open XML document contains.
var officeParts = map[string]string{"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}

// sniffOffice determines the type of an Office document, which is a ZIP file, from
// the names of its parts. It does not trust the sizes stated in the file:
// it decompresses every part, up to the limits.
func sniffOffice(r io.ReaderAt, size int64) (string, error) {
	// The reader allocates memory for every entry of the directory before it returns.
	entries, err := count(r, size, "PK\x01\x02")
	if err != nil {
		return "", err
	}
	if entries > maxEntries {
		return "", typeError(locale.Lazy("it contains too many parts"))
	}
	in, err := zip.NewReader(r, size)
	if err != nil {
		return "", typeError(locale.Lazy("the Office document is damaged and cannot be opened"))
	}
	if len(in.File) > maxEntries {
		return "", typeError(locale.Lazy("it contains too many parts"))
	}
	limit := min(maxUnpacked, max(size*maxRatio, 10<<20))
	var names []string
	var kind string
	for _, part := range in.File {
		name := strings.ToLower(part.Name)
		if slices.Contains(names, name) || strings.Contains(name, "..") ||
			strings.HasPrefix(name, "/") || strings.Contains(name, `\`) {
			return "", typeError(locale.Lazy("its contents are not those of an Office document"))
		}
		names = append(names, name)
		n, head, err := readPart(part, limit)
		if err != nil {
			return "", typeError(locale.Lazy("part of it is damaged and cannot be opened"))
		}
		if limit -= n; limit < 0 {
			return "", typeError(locale.Lazy("it is too large when uncompressed"))
		}
		switch {
		case strings.Contains(name, "vbaproject"), strings.HasPrefix(name, "basic/"), strings.HasPrefix(name, "scripts/"):
			return "", typeError(locale.Lazy("it contains macros"))
		case strings.Contains(name, "embeddings/") || strings.Contains(name, "activex"):
			return "", typeError(locale.Lazy("it has another file embedded in it"))
		case name == "mimetype":
			kind = map[string]string{ODT: ODT, ODS: ODS, ODP: ODP}[string(head)]
		}
		kind = cmp.Or(officeParts[name], kind)
	}
	if kind == "" {
		return "", typeError(locale.Lazy("it is a ZIP file, not an Office document"))
	}
	return kind, nil
}

// readPart reads a part to its end, or past limit, and returns the number of bytes
// read and the first 256 bytes.
func readPart(part *zip.File, limit int64) (n int64, head []byte, err error) {
	in, err := part.Open()
	if err != nil {
		return 0, nil, err
	}
	defer in.Close()
	var begin bytes.Buffer
	first, err := io.CopyN(&begin, in, 256)
	if err == io.EOF {
		return first, begin.Bytes(), nil
	}
	if err != nil {
		return 0, nil, err
	}
	rest, err := io.Copy(io.Discard, io.LimitReader(in, limit+1))
	return first + rest, begin.Bytes(), err
}

// checkImage accepts an image of the given format within the limits of size and
// without data after its end. It decodes the header only.
func checkImage(r io.ReaderAt, size int64, format string) error {
	config, name, err := image.DecodeConfig(io.NewSectionReader(r, 0, size))
	if err != nil || name != format {
		return typeError(locale.Lazy("the image is damaged and cannot be opened"))
	}
	if config.Width > maxSide || config.Height > maxSide || config.Width*config.Height > maxPixels {
		return typeError(locale.Lazy(
			"the image is more than 10,000 pixels wide or high, or more than 40 million pixels in total"))
	}
	tail := make([]byte, min(size, 64))
	if _, err := r.ReadAt(tail, size-int64(len(tail))); err != nil && err != io.EOF {
		return err
	}
	end := map[string]string{"png": "IEND\xaeB`\x82", "jpeg": "\xff\xd9"}[format]
	if !bytes.HasSuffix(bytes.TrimRight(tail, "\x00\n\r"), []byte(end)) {
		return typeError(locale.Lazy("there is extra data after the end of the image"))
	}
	return nil
}

// checkText accepts UTF-8 text that no browser would take for a web page, and no
// system for a program.
func checkText(r io.ReaderAt, size int64, head []byte) error {
	whole := make([]byte, size)
	if _, err := r.ReadAt(whole, 0); err != nil && err != io.EOF {
		return err
	}
	if !utf8.Valid(whole) ||
		bytes.ContainsFunc(whole, func(c rune) bool { return c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f' }) {
		return typeError(locale.Lazy("it is not a file type we accept"))
	}
	begin := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n\f"))
	for _, mark := range []string{
		"<!doctype", "<html", "<svg", "<?xml", "<script", "<!--", "<head", "<body", "<iframe", "<style", "<?php", "#!", "{\\rtf",
	} {
		if bytes.HasPrefix(begin, []byte(mark)) {
			return typeError(locale.Lazy("it is a web page or a program, not plain text"))
		}
	}
	return nil
}
