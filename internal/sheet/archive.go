package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"io"
	"slices"
)

// Archive is a ZIP archive whose parts are read within the bounds of a file.
type Archive struct {
	parts map[string]*zip.File
	names []string
	left  int64 // bytes that may still be unpacked
}

// OpenArchive opens an archive. Its error is an *Error.
func OpenArchive(data []byte) (*Archive, error) {
	if len(data) > MaxBytes || declaredParts(data) > MaxParts {
		return nil, &Error{Fault: TooLarge}
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, &Error{Fault: Unknown, Err: err}
	}
	if len(z.File) > MaxParts {
		return nil, &Error{Fault: TooLarge}
	}
	a := &Archive{parts: map[string]*zip.File{}, left: MaxUnpacked}
	for _, part := range z.File {
		if a.parts[part.Name] != nil { // programs differ in which of two parts with one name they read
			return nil, &Error{Fault: Unknown}
		}
		a.parts[part.Name] = part
		a.names = append(a.names, part.Name)
	}
	slices.Sort(a.names)
	return a, nil
}

// declaredParts returns the number of parts that the end of an archive declares, so that a directory with a million entries is
// refused before it is read.
func declaredParts(data []byte) int {
	const size = 22
	end := bytes.LastIndex(data[max(0, len(data)-size-1<<16):], []byte("PK\x05\x06"))
	if end < 0 {
		return 0 // package zip refuses it
	}
	end += max(0, len(data)-size-1<<16)
	if end+size > len(data) {
		return 0
	}
	return int(binary.LittleEndian.Uint16(data[end+10:]))
}

// Names returns the names of the parts, sorted.
func (a *Archive) Names() []string { return a.names }

// Has reports whether there is a part with this name.
func (a *Archive) Has(name string) bool { return a.parts[name] != nil }

// Read returns a part.
func (a *Archive) Read(name string) ([]byte, error) {
	p, err := a.open(name)
	if err != nil {
		return nil, err
	}
	p.token = p.archive.left
	text, err := io.ReadAll(p)
	return text, errors.Join(fail(err), p.close())
}

// part reads a part of an archive. It fails when the archive has unpacked to too much, or one token of XML has.
type part struct {
	archive *Archive
	from    io.ReadCloser
	token   int64 // bytes that may be read before the next token
}

func (a *Archive) open(name string) (*part, error) {
	found := a.parts[name]
	if found == nil {
		return nil, &Error{Fault: Unknown}
	}
	from, err := found.Open()
	if err != nil {
		return nil, &Error{Fault: Unknown, Err: err}
	}
	return &part{archive: a, from: from}, nil
}

// Read implements io.Reader.
func (p *part) Read(b []byte) (int, error) {
	most := min(int64(len(b)), p.archive.left+1, p.token+1)
	n, err := p.from.Read(b[:most])
	p.archive.left -= int64(n)
	p.token -= int64(n)
	if p.archive.left < 0 || p.token < 0 {
		return 0, &Error{Fault: TooLarge}
	}
	return n, err
}

func (p *part) close() error { return fail(p.from.Close()) }

// fail returns err as an *Error; nil for nil.
func fail(err error) error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return &Error{Fault: Unknown, Err: err}
}

// walk calls fn with every token of the XML of a part, and the local names of the elements around it, that of the token last.
// Document types are refused, so that there are no entities but those of XML.
func (a *Archive) walk(name string, fn func(token xml.Token, in []string) error) error {
	p, err := a.open(name)
	if err != nil {
		return err
	}
	err = walk(p, func() { p.token = maxToken }, fn)
	return errors.Join(err, p.close())
}

// WalkXML is walk for XML of at most MaxBytes that is not in an archive. Its error is an *Error.
func WalkXML(data []byte, fn func(token xml.Token, in []string) error) error {
	if len(data) > MaxBytes {
		return &Error{Fault: TooLarge}
	}
	return walk(bytes.NewReader(data), func() {}, fn)
}

func walk(from io.Reader, each func(), fn func(token xml.Token, in []string) error) error {
	d := xml.NewDecoder(from)
	var in []string
	for {
		each()
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fail(err)
		}
		switch t := token.(type) {
		case xml.Directive:
			return &Error{Fault: HasEntities}
		case xml.StartElement:
			if in = append(in, t.Name.Local); len(in) > maxDepth {
				return &Error{Fault: TooDeep}
			}
		}
		if err := fn(token, in); err != nil {
			return err
		}
		if _, ok := token.(xml.EndElement); ok {
			in = in[:len(in)-1]
		}
	}
}

// attribute returns an attribute of an element by its local name, or "".
func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
