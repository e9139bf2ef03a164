package files

import (
	"archive/zip"
	"bytes"
	"image"
	_ "image/jpeg" // to read how large a picture is, and no more
	_ "image/png"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/internal/locale"
)

// The types that are taken.
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

// What a file may unpack to.
const (
	maxUnpacked = 200 << 20
	maxRatio    = 200 // times its own size
	maxEntries  = 5000
	maxSide     = 10_000 // pixels of a picture
	maxPixels   = 40_000_000
)

// Sniff returns the type of a file, read from its bytes, or says why it is not
// taken.
func Sniff(r io.ReaderAt, size int64) (string, error) {
	head := make([]byte, min(size, 4096))
	if _, err := r.ReadAt(head, 0); err != nil && err != io.EOF {
		return "", err
	}
	switch {
	case bytes.HasPrefix(head, []byte("%PDF-")):
		return PDF, pdf(r, size)
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

// pdf takes a file that ends as a PDF does and is nothing else on the way: a
// page or a program that hides in front of its end is not one.
func pdf(r io.ReaderAt, size int64) error {
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

// contains looks for word in the whole of r, also where two pieces meet.
func contains(r io.ReaderAt, size int64, word string) (bool, error) {
	const piece = 1 << 20
	buffer := make([]byte, piece+len(word))
	for at := int64(0); at < size; at += piece {
		n, err := r.ReadAt(buffer, at)
		if err != nil && err != io.EOF {
			return false, err
		}
		if bytes.Contains(buffer[:n], []byte(word)) {
			return true, nil
		}
	}
	return false, nil
}

// officeParts of office files, by what is in them.
var officeParts = []struct{ part, kind string }{{"word/document.xml", DOCX}, {"xl/workbook.xml", XLSX}, {"ppt/presentation.xml", PPTX}}

// sniffOffice tells what an archive is by what stands in it. What it says of its own
// size is not believed: every part is unpacked, as far as the limits go.
func sniffOffice(r io.ReaderAt, size int64) (string, error) {
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
		if slices.Contains(names, name) || strings.Contains(name, "..") || strings.HasPrefix(name, "/") || strings.Contains(name, `\`) {
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
		case strings.Contains(name, "vbaproject") || strings.HasPrefix(name, "basic/") || strings.HasPrefix(name, "scripts/"):
			return "", typeError(locale.Lazy("it contains macros"))
		case strings.Contains(name, "embeddings/") || strings.Contains(name, "activex"):
			return "", typeError(locale.Lazy("it has another file embedded in it"))
		case name == "mimetype":
			kind = map[string]string{ODT: ODT, ODS: ODS, ODP: ODP}[string(head)]
		}
		for _, k := range officeParts {
			if name == k.part {
				kind = k.kind
			}
		}
	}
	if kind == "" {
		return "", typeError(locale.Lazy("it is a ZIP file, not an Office document"))
	}
	return kind, nil
}

// readPart reads a part to its end, or to one byte past the limit, and returns how
// long it was and how it began.
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

// checkImage takes one whose size a machine can bear. Nothing of it is decoded but
// its head.
func checkImage(r io.ReaderAt, size int64, format string) error {
	is, name, err := image.DecodeConfig(io.NewSectionReader(r, 0, size))
	if err != nil || name != format {
		return typeError(locale.Lazy("the image is damaged and cannot be opened"))
	}
	if is.Width > maxSide || is.Height > maxSide || is.Width*is.Height > maxPixels {
		return typeError(locale.Lazy("the image is more than 10,000 pixels wide or high, or more than 40 million pixels in total"))
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

// checkText takes plain text that no browser would take for a page.
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
	for _, mark := range []string{"<!doctype", "<html", "<svg", "<?xml", "<script", "<!--", "<head", "<body", "<iframe", "<style", "<?php", "#!", "{\\rtf"} {
		if bytes.HasPrefix(begin, []byte(mark)) {
			return typeError(locale.Lazy("it is a web page or a program, not plain text"))
		}
	}
	return nil
}
