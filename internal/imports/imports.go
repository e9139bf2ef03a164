// Package imports brings in responses that were collected elsewhere, each file as a consultation of its own.
//
// An officer uploads a file, says what each column is, describes the consultation and tries the import, which counts every answer.
// Importing then defines the consultation, closed, and adds its responses and where they come from in one transaction.
package imports

import (
	"context"
	"encoding/json"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/collected"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/sheet"
)

// MaxBytes is the size of the largest file.
const MaxBytes = sheet.MaxBytes

// keepFor is how long a file that is not imported is kept.
const keepFor = 7 * 24 * time.Hour

// State is how far a file is.
type State string

// The states.
const (
	Uploaded State = "uploaded"
	Imported State = "imported" // its content has been deleted
)

// File is a file that was uploaded.
type File struct {
	ID, Org      string
	State        State
	Name, Digest string
	Size         int64
	Details      Details
	Settings     []collected.Setting
	Consultation consult.Slug // what was made of it; "" before
	Responses    int64        // that were imported
	Version      int64
	MadeBy       string
	MadeAt       time.Time
}

// Details describe the consultation that a file becomes.
type Details struct {
	Title    string         `json:"title"`
	Type     consult.Type   `json:"type"`
	Summary  string         `json:"summary"`
	By       string         `json:"by"`   // who collected the responses
	With     string         `json:"with"` // how
	Opened   string         `json:"opened"`
	Closed   string         `json:"closed"`
	Channel  intake.Channel `json:"channel"`
	Language string         `json:"language"`
	Invented string         `json:"invented,omitempty"`
	Sheet    int            `json:"sheet"` // of a workbook, from 0
}

// Box encrypts with a key for each name, and destroys such keys.
type Box interface {
	Seal(name, plain string) ([]byte, error)
	Open(name string, sealed []byte) (string, error)
	DestroyKey(name string) error
}

// Service imports files.
type Service struct {
	DB       *db.DB
	Log      *record.Log
	Consults *consult.Service
	Intake   *intake.Service
	Box      Box

	// FreeSlug returns a slug that no consultation and no draft has, beginning with wanted.
	FreeSlug func(ctx context.Context, tx *db.Tx, wanted consult.Slug) (consult.Slug, error)
	// NewID makes an id of a question, an answer or a consultation from a text.
	NewID func(text, fallback string) string
}

// Needs is the capability of people who import responses: it publishes a consultation.
const Needs = actor.Publish

func mayImport(by actor.Actor) error {
	if !by.May(Needs) || !by.May(actor.Draft) {
		return fault.New(fault.Forbidden, "You do not have permission to import responses.")
	}
	return nil
}

// boxName is the name of the key with which the content of a file is encrypted.
func boxName(id string) string { return "import-" + digest.Of(id).ShortHex(16) }

const fileColumns = `id, org, state, name, digest, size, details, settings, consultation, responses, version, made_by, made_at`

func scanFile(r db.Row) (f *File, err error) {
	f = &File{}
	var details, settings string
	if err = r.Scan(&f.ID, &f.Org, &f.State, &f.Name, &f.Digest, &f.Size, &details, &settings, &f.Consultation, &f.Responses, &f.Version,
		&f.MadeBy, db.ScanTime(&f.MadeAt)); err != nil {
		return nil, err
	}
	if err = json.Unmarshal([]byte(details), &f.Details); err == nil {
		err = json.Unmarshal([]byte(settings), &f.Settings)
	}
	return f, err
}

var errNotFound = fault.New(fault.NotFound, "We cannot find this file. Files that are not imported are deleted after a week.")

// getFile returns a file of by's organisation.
func getFile(ctx context.Context, tx *db.Tx, by actor.Actor, id string) (*File, error) {
	f, err := db.One(ctx, tx, scanFile, `SELECT `+fileColumns+` FROM imports_file WHERE id = $1`, id)
	if fault.Is(err, fault.NotFound) || err == nil && !by.ActsFor(f.Org) {
		return nil, errNotFound
	}
	return f, err
}

// Get returns a file.
func (s *Service) Get(ctx context.Context, by actor.Actor, id string) (f *File, err error) {
	defer fault.Wrap(&err, "get an import")
	if err := mayImport(by); err != nil {
		return nil, err
	}
	return f, s.DB.View(ctx, func(tx *db.Tx) error {
		f, err = getFile(ctx, tx, by, id)
		return err
	})
}

// Sorts are the orders of the list of files.
var Sorts = db.Sorts[*File]{
	{Name: "date", Order: db.Order{Columns: []db.Column{{Name: "made_at"}, {Name: "id"}}, Descending: true},
		Position: func(f *File) []any { return []any{db.Time(f.MadeAt), f.ID} }},
	{Name: "name", Order: db.Order{Columns: []db.Column{{Name: "name"}, {Name: "id"}}},
		Position: func(f *File) []any { return []any{f.Name, f.ID} }},
}

// List returns a page of the files of by's organisation, in one of the orders of Sorts.
func (s *Service) List(ctx context.Context, by actor.Actor, sort db.Sort, at string, size int) (p db.Page[*File], err error) {
	defer fault.Wrap(&err, "list imports")
	if err := mayImport(by); err != nil {
		return p, err
	}
	order, position := Sorts.In(sort)
	return p, s.DB.View(ctx, func(tx *db.Tx) error {
		p, err = db.ReadPage(ctx, tx, scanFile, position, db.PageQuery{Order: order, At: at, Size: size},
			`SELECT `+fileColumns+` FROM imports_file`, `org = $1`, by.OwnOrg())
		return err
	})
}

// ImportedFrom returns the file from which the responses to a consultation were imported, or nil.
func ImportedFrom(ctx context.Context, tx *db.Tx, org string, sum string) (*File, error) {
	f, err := db.One(ctx, tx, scanFile, `SELECT `+fileColumns+` FROM imports_file WHERE org = $1 AND digest = $2 AND state = 'imported'`,
		org, sum)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return f, err
}
