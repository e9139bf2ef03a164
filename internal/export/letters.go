package export

import (
	"bufio"
	"encoding/json"
	"io"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/csvout"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/files"
)

// letter is a letter, email, petition or event, whether or not it may be published. Its field
// names are those of a JSON Lines file.
type letter struct {
	ID           string       `json:"id"`
	Kind         string       `json:"kind"`
	Day          string       `json:"day"`
	Title        string       `json:"title"`
	Summary      string       `json:"summary"`
	Organisation string       `json:"organisation"`
	Place        string       `json:"place"`
	Claimed      int64        `json:"claimed"`
	Checked      int64        `json:"checked"`
	Attending    int64        `json:"attending"`
	Excluded     bool         `json:"excluded"`
	Publish      bool         `json:"publish"`
	Files        []letterFile `json:"files"`
}

// letterFile names a scan or attachment. Its content is downloaded in the staff area.
type letterFile struct {
	Name   string `json:"name"`
	Type   string `json:"type"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// letterColumns are the columns of letters, petitions and events.
var letterColumns = []string{
	"id", "kind", "day", "title", "summary", "organisation", "place", "claimed", "checked", "attending", "excluded", "publish", "files",
}

// values returns l in the order of letterColumns; numbers are int64. A file is a line with its
// name and its digest.
func (l *letter) values() []any {
	var attached []string
	for _, f := range l.Files {
		attached = append(attached, f.Name+" sha256:"+f.SHA256)
	}
	return []any{
		l.ID, l.Kind, l.Day, l.Title, l.Summary, l.Organisation, l.Place, l.Claimed, l.Checked, l.Attending,
		strconv.FormatBool(l.Excluded), strconv.FormatBool(l.Publish), strings.Join(attached, "\n"),
	}
}

// eachLetter calls fn for every letter, petition and event that was not deleted.
func (x *source) eachLetter(fn func(*letter) error) error {
	for after := ""; ; {
		list, err := entry.SubmissionsAfter(x.ctx, x.tx, x.c.Slug, after, pageSize)
		if err != nil {
			return err
		}
		for _, s := range list {
			l := letter{
				ID: s.ID, Kind: string(s.Kind), Day: s.Day, Title: s.Title, Summary: s.Summary, Organisation: s.Organisation,
				Place: s.Place, Claimed: s.Claimed, Checked: s.Checked, Attending: s.Attending, Excluded: s.Excluded,
				Publish: s.Publish, Files: []letterFile{},
			}
			attached, err := files.Attached(x.ctx, x.tx, entry.FilesOf(s.ID))
			if err != nil {
				return err
			}
			for _, f := range attached {
				l.Files = append(l.Files, letterFile{f.Name, f.Type, f.Size, f.Digest})
			}
			if err := fn(&l); err != nil {
				return err
			}
		}
		if len(list) < pageSize {
			return nil
		}
		after = list[len(list)-1].ID
	}
}

func (x *source) writeLettersCSV(w io.Writer) error {
	if _, err := io.WriteString(w, csvout.ByteOrderMark); err != nil {
		return err
	}
	out := csvout.NewWriter(w)
	out.Write(letterColumns)
	if err := x.eachLetter(func(l *letter) error {
		var cells []string
		for _, value := range l.values() {
			switch v := value.(type) {
			case int64:
				cells = append(cells, strconv.FormatInt(v, 10))
			case string:
				cells = append(cells, csvout.EscapeCell(v))
			}
		}
		out.Write(cells)
		return nil
	}); err != nil {
		return err
	}
	return out.Flush()
}

func (x *source) writeLettersJSONLines(w io.Writer) error {
	out := bufio.NewWriter(w)
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	if err := x.eachLetter(func(l *letter) error { return lines.Encode(l) }); err != nil {
		return err
	}
	return out.Flush()
}
