package imports

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/collected"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/csvout"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/jobs"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/survey"
)

// Trial is what an import would do. It has stored nothing.
type Trial struct {
	File     *File
	Read     *collected.File
	Table    *collected.Table
	Problems []collected.Problem // what has to be changed first
	Result   *collected.Result   // nil if the settings have problems
	Missing  bool                // the details are not complete

	plan *collected.Plan
}

// Try reads a whole file and returns what importing it would do.
func (s *Service) Try(ctx context.Context, by actor.Actor, id string) (t *Trial, err error) {
	defer fault.Wrap(&err, "try an import")
	f, read, err := s.Open(ctx, by, id)
	if err != nil {
		return nil, err
	}
	if len(f.Settings) == 0 {
		f.Settings = guessed(read.Table(f.Details.Sheet).Guess())
	}
	now, err := s.DB.Now(ctx)
	if err != nil {
		return nil, err
	}
	return s.tryTable(ctx, now, f, read)
}

// tryTable returns what importing f, which has been read, would do.
func (s *Service) tryTable(ctx context.Context, now time.Time, f *File, read *collected.File) (t *Trial, err error) {
	t = &Trial{File: f, Read: read, Table: read.Table(f.Details.Sheet)}
	t.Missing = f.Missing(now)
	t.plan, t.Problems = t.Table.NewPlan(f.Settings, s.options(f))
	if len(t.Problems) > 0 {
		return t, nil
	}
	done := int64(0)
	t.Result, err = t.plan.Each(func(collected.Response) error {
		if done++; done%progressRows == 0 {
			jobs.Progress(ctx, done, int64(len(t.Table.Rows)))
		}
		return ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	t.Problems = t.Result.Problems
	return t, nil
}

// progressRows is after how many rows operations say how far they are.
const progressRows = 500

func (s *Service) options(f *File) collected.Options {
	d := &f.Details
	return collected.Options{
		Title: cmp.Or(strings.TrimSpace(d.Title), f.Name), Lang: cmp.Or(d.Language, "en"), NewID: s.newID, From: d.Opened, To: d.Closed,
	}
}

// newID is NewID without the names of columns that have another meaning in a file of responses.
func (s *Service) newID(text, fallback string) string {
	id := s.NewID(text, fallback)
	switch id {
	case intake.ColRow, intake.ColChannel, intake.ColEdition, intake.ColDay, intake.ColStatus, intake.ColForm, intake.ColRedactions,
		intake.ColWritten:
		return fallback + "-" + id
	}
	return id
}

var (
	errIncomplete = fault.New(fault.Invalid, "Say more about the consultation before you import the responses.")
	errProblems   = fault.New(fault.Invalid, "Some rows or columns have problems. Fix them before you import the responses.")
	errSlugTaken  = fault.New(fault.Conflict, "Another consultation has this web address now. Look at the import again.")
	errNoResponse = fault.New(fault.Invalid, "No row has an answer, so there is nothing to import.")
)

// kept is a row of imports_row.
type kept struct {
	key    string
	number int
	cells  string
}

// Ready returns why a file with this trial cannot be imported, or nil.
func (t *Trial) Ready() error {
	responses := 0
	if t.Result != nil {
		responses = t.Result.Responses
	}
	return ready(t.Missing, len(t.Problems), responses)
}

func ready(missing bool, problems, responses int) error {
	switch {
	case missing:
		return errIncomplete
	case problems > 0:
		return errProblems
	case responses == 0:
		return errNoResponse
	}
	return nil
}

// Slug returns the slug that the consultation of a file gets, which no consultation and no draft has.
func (s *Service) Slug(ctx context.Context, f *File) (slug consult.Slug, err error) {
	defer fault.Wrap(&err, "find a web address")
	return slug, s.DB.View(ctx, func(tx *db.Tx) error {
		slug, err = s.FreeSlug(ctx, tx, s.NewID(f.Details.Title, "consultation"))
		return err
	})
}

// Apply imports a file: it defines the consultation slug, closed, and adds the responses and where they come from. version is that
// of the page on which the officer read what the import does. It returns how many responses the file had. Importing a file
// again changes nothing.
func (s *Service) Apply(ctx context.Context, by actor.Actor, id string, slug consult.Slug, version int64) (n int, err error) {
	defer fault.Wrap(&err, "import responses")
	f, err := s.Get(ctx, by, id)
	if err != nil {
		return 0, err
	}
	if f.State == Imported {
		return int(f.Responses), nil
	}
	t, err := s.Try(ctx, by, id)
	if err == nil {
		err = t.Ready()
	}
	if err == nil && t.File.Version != version {
		err = errChanged
	}
	if err != nil {
		return 0, err
	}
	var rows []kept
	responses, err := t.responses(ctx, &rows)
	if err != nil {
		return 0, err
	}
	if _, err = s.Log.Update(ctx, func(tx *db.Tx, leaves *record.Writer) error {
		earlier, err := ImportedFrom(ctx, tx, f.Org, f.Digest)
		switch {
		case err != nil:
			return err
		case earlier != nil:
			return fault.Newf(fault.Conflict, "This file was imported before, as “%s”.", earlier.Details.Title)
		}
		free, err := s.FreeSlug(ctx, tx, slug)
		if err != nil {
			return err
		}
		if free != slug {
			return errSlugTaken
		}
		if err := s.Consults.DefineIn(ctx, tx, leaves, by, t.definition(slug)); err != nil {
			return err
		}
		if err := s.add(ctx, tx, leaves, by, slug, t, responses); err != nil {
			return err
		}
		return s.finish(ctx, tx, by, slug, t, rows)
	}); err != nil {
		return 0, err
	}
	return len(rows), s.Box.DestroyKey(boxName(id))
}

// add adds the responses to the consultation, which has been defined.
func (s *Service) add(
	ctx context.Context, tx *db.Tx, leaves *record.Writer, by actor.Actor, slug consult.Slug, t *Trial, responses []byte,
) error {
	all, err := intake.ReadCollected(slug, []*survey.Form{t.plan.Form}, bytes.NewReader(responses))
	if err != nil {
		return err
	}
	_, err = s.Intake.AddCollected(ctx, tx, leaves, by, all)
	return err
}

// finish stores from which row each response comes, and deletes the content of the file.
func (s *Service) finish(ctx context.Context, tx *db.Tx, by actor.Actor, slug consult.Slug, t *Trial, rows []kept) error {
	f := t.File
	stored := make([][]any, len(rows))
	for i := range rows {
		stored[i] = []any{intake.ImportedID(slug, rows[i].key), f.ID, rows[i].number, rows[i].cells}
	}
	slices.SortFunc(stored, func(a, b []any) int { return strings.Compare(a[0].(string), b[0].(string)) })
	if _, err := tx.Insert(ctx, `imports_row (response, file, number, kept)`, stored, ""); err != nil {
		return err
	}
	if err := deleteContent(ctx, tx, f.ID); err != nil {
		return err
	}
	changed, err := tx.Exec(ctx, `UPDATE imports_file SET state = $1, consultation = $2, responses = $3, version = version + 1
		WHERE id = $4 AND version = $5 AND state = $6`, string(Imported), slug, len(rows), f.ID, f.Version, string(Uploaded))
	if err != nil {
		return err
	}
	if changed == 0 {
		return errChanged
	}
	return audit.Append(ctx, tx, by, ImportAct, SubjectKind, f.ID, fmt.Sprintf("responses: %d", len(rows)))
}

// definition returns the consultation that the file becomes.
func (t *Trial) definition(slug consult.Slug) consult.Definition {
	d := &t.File.Details
	return consult.Definition{
		Slug: slug, Org: t.File.Org, Title: strings.TrimSpace(d.Title), Type: d.Type, Opens: d.Opened, Closes: d.Closed + " 23:59",
		Published: true, Forms: []survey.Form{*t.plan.Form},
		Text: consult.Text{
			Language: d.Language, Summary: strings.TrimSpace(d.Summary), Invented: strings.TrimSpace(d.Invented),
			Collected: &consult.Collected{
				By: strings.TrimSpace(d.By), With: strings.TrimSpace(d.With), File: t.File.Name, Digest: t.File.Digest, Left: t.left(),
			},
		},
	}
}

// maxLeft is how many characters the list of what is left out may have.
const maxLeft = 900

// left returns the headings of the columns that are left out and have values.
func (t *Trial) left() string {
	var all []string
	size := 0
	for i, guess := range t.Table.Guess() {
		heading := t.Table.Columns[i].Heading
		if i >= len(t.File.Settings) || t.File.Settings[i].Use != collected.LeaveOut || guess.Why == collected.Blank || heading == "" ||
			slices.Contains(all, heading) {
			continue
		}
		if size += len(heading); size > maxLeft {
			return strings.Join(append(all, "…"), "; ")
		}
		all = append(all, heading)
	}
	return strings.Join(all, "; ")
}

// responses returns the responses in the format of intake.Service.Import, and adds the rows from which they come.
func (t *Trial) responses(ctx context.Context, rows *[]kept) ([]byte, error) {
	head := []string{intake.ColRow, intake.ColChannel, intake.ColEdition, intake.ColDay}
	fixed := len(head)
	columns := map[string]int{}
	for _, page := range t.plan.Form.Pages {
		for i := range page.Questions {
			q := &page.Questions[i]
			fields := []string{q.ID}
			if q.Kind == survey.Matrix || q.Kind == survey.Date {
				fields = t.plan.Form.Fields(q)
			}
			for _, field := range fields {
				columns[field] = len(head)
				head = append(head, field)
			}
		}
	}
	var out bytes.Buffer
	w := csvout.NewWriter(&out)
	w.Write(head)
	done := int64(0)
	_, err := t.plan.Each(func(r collected.Response) error {
		cells := make([]string, len(head))
		d := &t.File.Details
		copy(cells, []string{csvout.EscapeCell(r.Key), string(d.Channel), t.plan.Form.Edition, cmp.Or(r.Received, d.Closed)})
		for field, values := range r.Raw {
			at, ok := columns[field]
			if !ok || at < fixed {
				return fmt.Errorf("the field %q is not in the form", field)
			}
			cells[at] = csvout.EscapeCell(strings.Join(values, "|"))
		}
		w.Write(cells)
		*rows = append(*rows, kept{r.Key, r.Row, db.JSON(r.Kept)})
		if done++; done%progressRows == 0 {
			jobs.Progress(ctx, done, int64(t.Result.Responses))
		}
		return nil
	})
	if err == nil {
		err = w.Flush()
	}
	return out.Bytes(), err
}

// EraseResponse deletes from which row a response comes, because the response is erased.
func EraseResponse(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.Exec(ctx, `DELETE FROM imports_row WHERE response = $1`, id)
	return err
}

// Source is from which row of which file a response comes.
type Source struct {
	File string
	Row  int64
	Kept string // JSON: the cells that are not word for word the answers
}

// SourceOf returns from which row a response comes, or fault.NotFound.
func SourceOf(ctx context.Context, tx *db.Tx, response string) (Source, error) {
	return db.One(ctx, tx, func(r db.Row) (s Source, err error) { return s, r.Scan(&s.File, &s.Row, &s.Kept) },
		`SELECT file, number, kept FROM imports_row WHERE response = $1`, response)
}
