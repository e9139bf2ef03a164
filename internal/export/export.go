// Package export writes the responses to a consultation to a file: a workbook, CSV, JSON Lines or GeoJSON, or a ZIP archive of
// the files that came with them.
package export

import (
	"context"
	"errors"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/jobs"
	"github.com/folkmoot/folkmoot/internal/sheet"
	"github.com/folkmoot/folkmoot/survey"
)

// Format is a format of the file.
type Format string

// The formats.
const (
	Workbook   Format = "xlsx"        // for people: labels, codes, dictionary, letters and provenance
	OpenBook   Format = "ods"         // the same, as OpenDocument
	CSV        Format = "csv"         // for people: labels, with a byte-order mark for spreadsheets
	MachineCSV Format = "csv-machine" // codes, as the import of responses reads them
	JSONLines  Format = "jsonl"       // codes, an object a line

	RepetitionsCSV Format = "repetitions-csv" // codes, a row for each repetition of a page
	PlacesGeoJSON  Format = "places-geojson"  // what was marked on maps

	LettersCSV       Format = "letters-csv"   // letters, petitions and events, with a byte-order mark
	LettersJSONLines Format = "letters-jsonl" // the same, an object a line
)

// Formats lists all formats in the order in which they are offered.
var Formats = []Format{
	Workbook, OpenBook, CSV, PackageZIP, MachineCSV, JSONLines, RepetitionsCSV, PlacesGeoJSON, LettersCSV, LettersJSONLines, FilesZIP,
}

// MediaType returns the type of the file, and how its name ends.
func (f Format) MediaType() (mediaType, ending string) {
	switch f {
	case Workbook:
		return sheet.XLSX.MediaType(), "xlsx"
	case OpenBook:
		return sheet.ODS.MediaType(), "ods"
	case JSONLines, LettersJSONLines:
		return "application/jsonl; charset=utf-8", "jsonl"
	case PlacesGeoJSON:
		return "application/geo+json", "geojson"
	case FilesZIP, PackageZIP:
		return "application/zip", "zip"
	}
	return "text/csv; charset=utf-8", "csv"
}

// Request is what an officer exports and why.
type Request struct {
	Format     Format
	Why        string
	Monitoring bool // include equality monitoring answers
}

// Service exports responses.
type Service struct {
	DB     *db.DB
	Intake *intake.Service
}

// Check returns nil if by may export responses as r says and r is complete.
func (r *Request) Check(by actor.Actor) error {
	why, err := audit.Purpose(r.Why, fault.New(
		fault.Invalid,
		"Explain in a sentence what the file is for. Your reason is kept in the file and in the audit log.",
	))
	switch r.Why = why; {
	case !by.May(actor.ExportData) || !by.May(actor.ReadResponses):
		return fault.New(fault.Forbidden, "You do not have permission to export responses.")
	case r.Monitoring && !by.May(actor.ReadMonitoring):
		return fault.New(fault.Forbidden, "You do not have permission to export equality monitoring answers.")
	case err != nil:
		return err
	case !slices.Contains(Formats, r.Format):
		return fault.New(fault.Invalid, "Select the format of the file.")
	}
	return nil
}

// Prepare checks that by may export the responses, logs the export and returns a function that
// writes the file. Nothing is read before it is logged. The function reads one state of the
// database, page by page, and never holds more than a page of responses.
func (s *Service) Prepare(
	ctx context.Context, by actor.Actor, slug string, r Request,
) (write func(io.Writer) error, err error) {
	defer fault.Wrap(&err, "export responses to %s", slug)
	if err := r.Check(by); err != nil {
		return nil, err
	}
	if r.Format == FilesZIP {
		return nil, errors.New("export: files are written with PrepareFiles")
	}
	act := "export-responses"
	if r.Monitoring {
		act = "export-responses-with-monitoring"
	}
	if err := s.DB.Update(ctx, func(tx *db.Tx) error {
		if _, err := consult.GetOwned(ctx, tx, by, slug); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, act, "consultation", slug, r.Why)
	}); err != nil {
		return nil, err
	}
	return func(w io.Writer) error {
		return s.DB.View(ctx, func(tx *db.Tx) error {
			x, err := s.open(ctx, tx, by, slug, r)
			if err != nil {
				return err
			}
			switch r.Format {
			case Workbook:
				return x.writeWorkbook(w, sheet.XLSX)
			case OpenBook:
				return x.writeWorkbook(w, sheet.ODS)
			case PackageZIP:
				return x.writePackage(w)
			case JSONLines:
				return x.writeJSONLines(w)
			case RepetitionsCSV:
				return x.writeRepetitionsCSV(w)
			case PlacesGeoJSON:
				return x.writePlacesGeoJSON(w)
			case LettersCSV:
				return x.writeLettersCSV(w)
			case LettersJSONLines:
				return x.writeLettersJSONLines(w)
			}
			return x.writeCSV(w, r.Format == CSV)
		})
	}, nil
}

// source reads what is exported.
type source struct {
	ctx      context.Context
	tx       *db.Tx
	intake   *intake.Service
	request  Request
	by       actor.Actor
	at       time.Time
	c        *consult.Consultation
	columns  []column
	repeated []*repeatedPage
	orders   []orderColumn // of what is in random order
	states   map[intake.ResponseState]int64
}

func (s *Service) open(ctx context.Context, tx *db.Tx, by actor.Actor, slug string, r Request) (*source, error) {
	c, err := consult.GetOwned(ctx, tx, by, slug)
	if err != nil {
		return nil, err
	}
	x := &source{ctx: ctx, tx: tx, intake: s.Intake, request: r, by: by, c: c}
	if x.at, err = tx.Now(ctx); err != nil {
		return nil, err
	}
	if x.states, err = intake.CountByState(ctx, tx, slug); err != nil {
		return nil, err
	}
	refs, err := consult.Forms(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	used, err := intake.FormVersions(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	all := catalogue{byID: map[string]*question{}}
	for _, ref := range refs {
		used = append([]string{ref.Version}, used...)
	}
	if len(refs) > 0 { // the first edition names the questions
		used = append([]string{refs[0].Version}, used...)
	}
	done := map[string]bool{}
	for _, version := range used {
		if done[version] {
			continue
		}
		done[version] = true
		form, err := s.Intake.Form(ctx, tx, version)
		if err != nil {
			return nil, err
		}
		all.add(form, r.Monitoring)
		x.addOrders(form)
	}
	x.columns, x.repeated = all.columns(), all.repeated
	return x, nil
}

// metaColumns are the columns before the answers.
var metaColumns = []string{
	intake.ColRow, intake.ColChannel, intake.ColEdition, intake.ColDay, intake.ColStatus, intake.ColForm, intake.ColRedactions,
	intake.ColWritten,
}

// writtenAt is the place of intake.ColWritten in metaColumns.
const writtenAt = 7

// row is one response: its values in the order of headColumns and of the columns.
type row struct {
	meta  []string
	shown [][]survey.Option // by index of source.orders
	cells []string
	given map[string]survey.Answer // by ID of the question
}

// withLabels returns the values of the columns before the answers for people, with labels instead of codes.
func (x *source) withLabels(r row) []string {
	meta := slices.Clone(r.meta)
	meta[writtenAt] = x.writtenText(meta[writtenAt])
	x.labelOrders(meta, r)
	return meta
}

// pageSize is the number of letters that are read at a time.
const pageSize = 200

// each calls fn for every response, sorted by state and random id, and reports its progress.
func (x *source) each(fn func(row) error) error {
	done, total := int64(0), int64(0)
	for _, n := range x.states {
		total += n
	}
	return intake.EachRow(x.ctx, x.tx, x.c.Slug, intake.Filter{}, func(response intake.ResponseRow) error {
		if done%pageSize == 0 {
			jobs.Progress(x.ctx, done, total)
		}
		done++
		r, err := x.row(&response)
		if err != nil {
			return err
		}
		return fn(r)
	})
}

// statusOf returns the state of a response, with the code of the reason if it is excluded.
func statusOf(r *intake.ResponseRow) string {
	if r.State == intake.Excluded {
		return string(r.State) + ":" + r.Reason
	}
	return string(r.State)
}

func (x *source) row(r *intake.ResponseRow) (out row, err error) {
	form, answers, err := x.intake.ParseAnswers(x.ctx, x.tx, r.FormVersion, r.Answers)
	if err != nil {
		return out, err
	}
	var monitoring survey.Answers
	if x.request.Monitoring && r.HasMonitoring {
		canonical, err := intake.GetMonitoring(x.ctx, x.tx, r.Consultation, r.ID)
		if err != nil {
			return out, err
		}
		if _, monitoring, err = x.intake.ParseAnswers(x.ctx, x.tx, r.FormVersion, canonical); err != nil {
			return out, err
		}
	}
	out.meta = []string{
		r.ReceiptCode, r.Channel, r.Edition, r.ReceivedOn, statusOf(r), r.FormVersion, strconv.FormatInt(r.RedactionCount, 10),
	}
	written, err := intake.FormatWritten(answers, monitoring)
	if err != nil {
		return out, err
	}
	out.meta = append(out.meta, written)
	x.readOrders(&out, form, r)
	out.given = map[string]survey.Answer{}
	for _, part := range []survey.Answers{answers, monitoring} {
		part.Each(func(q *survey.Question, a survey.Answer) { out.given[q.ID] = a })
	}
	out.cells = make([]string, len(x.columns))
	for i := range x.columns {
		if a, ok := out.given[x.columns[i].question.ID]; ok {
			out.cells[i] = x.columns[i].value(a)
		}
	}
	return out, nil
}

// provenance says where the file comes from and who is responsible for it.
func (x *source) provenance() [][2]string {
	n := func(s intake.ResponseState) string { return strconv.FormatInt(x.states[s], 10) }
	monitoring := "not included"
	if x.request.Monitoring {
		monitoring = "included"
	}
	return [][2]string{
		{"Consultation", x.c.Title},
		{"Reference", x.c.Slug},
		{"Exported by account", x.by.ID},
		{"Organisation", x.by.Org},
		{"Exported at", x.at.UTC().Format(time.RFC3339)},
		{"Reason", x.request.Why},
		{"Equality monitoring answers", monitoring},
		{"Responses counted", n(intake.Counted)},
		{"Responses withdrawn", n(intake.Withdrawn)},
		{"Responses excluded", n(intake.Excluded)},
		{"Order", "by random ids: it does not show in which order responses arrived"},
		{"Personal data", "Keep this file safe and delete it when you no longer need it."},
	}
}
