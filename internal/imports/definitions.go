package imports

import (
	"context"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/collected"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
)

// Definition is a file of responses that were collected elsewhere, with what officers would say about it.
type Definition struct {
	Consultation string             `yaml:"consultation"` // slug of what it becomes
	File         string             `yaml:"file"`         // its name, for readers
	Content      string             `yaml:"content"`      // as CSV
	Title        string             `yaml:"title"`
	Type         consult.Type       `yaml:"type"`
	Summary      string             `yaml:"summary"`
	By           string             `yaml:"by"`
	With         string             `yaml:"with"`
	Opened       string             `yaml:"opened"`
	Closed       string             `yaml:"closed"`
	Channel      intake.Channel     `yaml:"channel"`
	Language     string             `yaml:"language"`
	Invented     string             `yaml:"invented"`
	Columns      []ColumnDefinition `yaml:"columns"` // those that are not what they are guessed to be
}

// ColumnDefinition says what a column is.
type ColumnDefinition struct {
	Heading  string        `yaml:"heading"`
	Use      collected.Use `yaml:"use"`
	Wording  string        `yaml:"wording"`
	Part     string        `yaml:"part"`
	Equality bool          `yaml:"equality"`
}

// Definitions returns the kind of definition files of this feature.
func (s *Service) Definitions() []definition.Kind {
	return []definition.Kind{definition.FileKind[Definition]{
		One: "import of responses", Many: "imports of responses", Pattern: "imports/*.yaml",
		Define: s.define, Count: func(Definition) int { return 1 },
		Names: func(def Definition, defines func(kind, ref string)) { defines("consultation", def.Consultation) },
	}.Kind()}
}

// define imports a file as Apply does, unless it was imported before.
func (s *Service) define(ctx context.Context, l *definition.Loading, def Definition) error {
	if err := mayImport(l.By); err != nil {
		return err
	}
	f := &File{
		ID: db.NewID(), Org: l.By.OwnOrg(), State: Uploaded, Name: def.File, Digest: digest.Of([]byte(def.Content)).Hex(),
		Size: int64(len(def.Content)), Details: def.details(), MadeBy: l.By.ID,
	}
	if earlier, err := ImportedFrom(ctx, l.Tx, f.Org, f.Digest); err != nil || earlier != nil {
		return err
	}
	slug := consult.Slug(def.Consultation)
	if free, err := s.FreeSlug(ctx, l.Tx, slug); err != nil || free != slug {
		if err == nil {
			err = fault.Newf(fault.Invalid, "There is a consultation %q already. An import makes a new one.", slug)
		}
		return err
	}
	t, err := s.tryDefinition(ctx, l.Tx, f, &def)
	if err != nil {
		return err
	}
	var rows []kept
	responses, err := t.responses(ctx, &rows)
	if err != nil {
		return err
	}
	if f.MadeAt, err = l.Tx.Now(ctx); err != nil {
		return err
	}
	if err := insertFile(ctx, l.Tx, f); err != nil {
		return err
	}
	if err := audit.Append(ctx, l.Tx, l.By, UploadAct, SubjectKind, f.ID, ""); err != nil {
		return err
	}
	if err := s.Consults.DefineLoaded(ctx, l, t.definition(slug)); err != nil {
		return err
	}
	if err := s.add(ctx, l.Tx, l.Record, l.By, slug, t, responses); err != nil {
		return err
	}
	return s.finish(ctx, l.Tx, l.By, slug, t, rows)
}

func (d *Definition) details() Details {
	out := Details{
		Title: d.Title, Type: d.Type, Summary: d.Summary, By: d.By, With: d.With, Opened: d.Opened, Closed: d.Closed,
		Channel: d.Channel, Language: d.Language, Invented: d.Invented,
	}
	if !slices.Contains(intake.Channels, out.Channel) {
		out.Channel = intake.Web
	}
	if out.Language == "" {
		out.Language = "en"
	}
	return out
}

// tryDefinition returns what importing f would do, or a definition.SettingErrors with everything that has to be changed first.
func (s *Service) tryDefinition(ctx context.Context, tx *db.Tx, f *File, def *Definition) (*Trial, error) {
	var wrong definition.SettingErrors
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	for field, err := range f.Details.Check(now) {
		wrong.Add(err, string(field))
	}
	read, err := collected.Read([]byte(def.Content))
	if err != nil {
		wrong.Add(fault.New(fault.Invalid, "This cannot be read as a CSV file with a row of headings."), "content")
		return nil, wrong.Err()
	}
	table := read.Table(0)
	f.Settings = guessed(table.Guess())
	for i, c := range def.Columns {
		at := slices.IndexFunc(table.Columns, func(t collected.Column) bool { return t.Heading == strings.TrimSpace(c.Heading) })
		if at < 0 || !slices.Contains(collected.Uses, c.Use) {
			wrong.Add(fault.Newf(fault.Invalid, "The file has no column %q, or it cannot be used as %q.", c.Heading, c.Use), "columns", i)
			continue
		}
		if c.Wording == "" {
			c.Wording = f.Settings[at].Wording
		}
		f.Settings[at] = collected.Setting{Use: c.Use, Wording: c.Wording, Part: c.Part, Equality: c.Equality}
	}
	if len(wrong) > 0 {
		return nil, wrong.Err()
	}
	t, err := s.tryTable(ctx, now, f, read)
	if err != nil {
		return nil, err
	}
	for i := range t.Problems {
		p := &t.Problems[i]
		wrong.Add(fault.Newf(fault.Invalid, "Row %d, column %d of the file has a problem: %s.", p.Row, p.Column, p.Fault), "content")
	}
	if err := t.Ready(); err != nil && len(wrong) == 0 {
		wrong.Add(err)
	}
	return t, wrong.Err()
}
