package intake

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/definition/invent"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/survey"
)

// InventedDefinition is the content of responses.yaml: a plan for generating
// invented responses.
type InventedDefinition struct {
	Invented    string `yaml:"invented"` // required: what is invented, for the notice on pages
	invent.Plan `yaml:",inline"`
}

// Definitions returns the kinds of definition files of this feature: responses
// that were collected elsewhere, or a plan for generating invented ones.
// consults says what the consultations of a folder will be, so that responses are checked
// before anything is stored.
func (s *Service) Definitions(consults *consult.Service) []definition.Kind {
	r := &responseFiles{s, consults}
	const given, invented = "consultations/*/responses.csv", "consultations/*/responses.yaml"
	return []definition.Kind{
		{One: "response", Many: "responses", Files: []string{given}, Read: r.readGiven},
		{One: "response", Many: "responses", Files: []string{invented}, Read: r.readInvented},
	}
}

// responseFiles reads the files of responses in a folder.
type responseFiles struct {
	*Service
	consults *consult.Service
}

// slugOf returns the slug of the consultation in whose folder file is.
func slugOf(file *definition.File) string { return path.Base(path.Dir(file.Name)) }

// readGiven reads files responses.csv.
func (s *responseFiles) readGiven(
	f *definition.Folder, files []*definition.File, problems *definition.Problems,
) definition.Loader {
	for _, file := range files {
		if plan := path.Dir(file.Name) + "/responses.yaml"; len(f.Match(plan)) > 0 {
			problems.Add(file.Name, definition.Position{},
				"There is a responses.yaml too. Responses are either collected or invented: remove one of the files.")
		}
	}
	f.BeforeLoading(func(ctx context.Context, by actor.Actor, problems *definition.Problems) error {
		for _, file := range files {
			if f.IsWrong(file) {
				continue
			}
			given := func([]*survey.Form) ([]byte, error) { return file.Data, nil }
			if err := addRefusal(problems, file, s.checkPlanned(ctx, by, f, slugOf(file), given)); err != nil {
				return err
			}
		}
		return nil
	})
	load := func(ctx context.Context, by actor.Actor, problems *definition.Problems) (n int, err error) {
		for _, file := range files {
			done, err := s.Import(ctx, by, slugOf(file), bytes.NewReader(file.Data))
			n += done.Rows
			if err := addRefusal(problems, file, err); err != nil {
				return n, err
			}
		}
		return n, nil
	}
	return definition.Loader{Run: load}
}

// checkPlanned returns the error of importing responses to the consultation slug of f once f
// has been loaded. responses returns them, given the forms that will be in use. It returns nil
// if the consultation itself will be refused, which package consult reports.
func (s *responseFiles) checkPlanned(
	ctx context.Context, by actor.Actor, f *definition.Folder, slug string, responses func([]*survey.Form) ([]byte, error),
) error {
	if err := mayImport(by); err != nil {
		return err
	}
	var forms []*survey.Form
	var notAllowed error // to import responses that are not here yet
	var known map[string]bool
	refused := false
	err := s.DB.View(ctx, func(tx *db.Tx) error {
		c, planned, err := s.consults.Planned(ctx, tx, by, f, slug)
		if refused = err != nil && fault.Message(err) != ""; err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		forms, known = planned, map[string]bool{}
		if notAllowed = checkImportAllowed(c, now); notAllowed == nil {
			return nil
		}
		if known, err = receiptCodes(ctx, tx, slug); err != nil {
			return err
		}
		return EachID(ctx, tx, slug, func(id string) error {
			known[id] = true
			return nil
		})
	})
	if refused {
		return nil
	} else if err != nil {
		return err
	}
	csv, err := responses(forms)
	if err != nil {
		return err
	}
	rows, err := readImport(slug, byEdition(forms), bytes.NewReader(csv))
	if err != nil || notAllowed == nil {
		return err
	}
	for i := range rows {
		if !known[rows[i].committed.id] && !known[rows[i].code] {
			return notAllowed
		}
	}
	return nil
}

// addRefusal is problems.AddRefusal for an error that may hold several problems, of the rows
// of an import file or of a plan.
func addRefusal(problems *definition.Problems, file *definition.File, err error) error {
	if invalid, ok := errors.AsType[invent.Problems](err); ok {
		for _, p := range invalid {
			problems.Add(file.Name, file.At(p.Path...), "%s", p.Message)
		}
		return nil
	}
	if message := fault.Message(err); rowNumber.MatchString(message) {
		addRowProblems(problems, file, message)
		return nil
	}
	if path.Ext(file.Name) == ".csv" && fault.Message(err) != "" {
		problems.Add(file.Name, definition.Position{Line: 1}, "%s", fault.Message(err))
		return nil
	}
	return problems.AddRefusal(file, err)
}

// rowNumber matches the line numbers in messages of Import.
var rowNumber = regexp.MustCompile(`(?:^| )Line (\d+): `)

// addRowProblems splits message, an error of Import, into problems with the line
// numbers that it names.
func addRowProblems(problems *definition.Problems, file *definition.File, message string) {
	matches := rowNumber.FindAllStringSubmatchIndex(message, -1)
	for i, m := range matches {
		end := len(message)
		if i+1 < len(matches) {
			end = matches[i+1][0]
		}
		line, _ := strconv.Atoi(message[m[2]:m[3]]) // Import writes the number with %d
		problems.Add(file.Name, definition.Position{Line: line}, "%s", message[m[1]:end])
	}
}

// readInvented reads files responses.yaml.
func (s *responseFiles) readInvented(
	f *definition.Folder, files []*definition.File, problems *definition.Problems,
) definition.Loader {
	defs := make([]InventedDefinition, len(files))
	for i, file := range files {
		f.Decode(file, &defs[i], problems)
		if strings.TrimSpace(defs[i].Invented) == "" {
			problems.Add(file.Name, file.At("invented"), "Describe what is invented, as in “invented: all responses”.")
		}
	}
	generated := make([][]byte, len(files))
	f.BeforeLoading(func(ctx context.Context, by actor.Actor, problems *definition.Problems) error {
		for i, file := range files {
			if f.IsWrong(file) {
				continue
			}
			generate := func(forms []*survey.Form) (csv []byte, err error) {
				generated[i], err = inventResponses(f, &defs[i].Plan, forms)
				return generated[i], err
			}
			if err := addRefusal(problems, file, s.checkPlanned(ctx, by, f, slugOf(file), generate)); err != nil {
				return err
			}
		}
		return nil
	})
	load := func(ctx context.Context, by actor.Actor, problems *definition.Problems) (n int, err error) {
		for i, file := range files {
			done, err := s.Import(ctx, by, slugOf(file), bytes.NewReader(generated[i]))
			n += done.Rows
			if err := addRefusal(problems, file, err); err != nil {
				return n, err
			}
		}
		return n, nil
	}
	return definition.Loader{Run: load}
}

// inventResponses generates responses to forms, including their equality questions, as a CSV
// file for Import.
func inventResponses(f *definition.Folder, plan *invent.Plan, forms []*survey.Form) ([]byte, error) {
	table, err := f.ReadFile(plan.Census)
	if err != nil {
		return nil, invent.Problems{{
			Path: []any{"census"}, Message: fmt.Sprintf("There is no file %q of population figures (census).", plan.Census),
		}}
	}
	counts, err := invent.ReadCounts(bytes.NewReader(table))
	if err != nil {
		return nil, invent.Problems{{
			Path: []any{"census"}, Message: fmt.Sprintf("The population figures in %q cannot be used: %v.", plan.Census, err),
		}}
	}
	var csv bytes.Buffer
	err = invent.Write(&csv, plan, counts, forms)
	return csv.Bytes(), err
}
