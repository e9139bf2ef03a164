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
			_, err := s.checkPlanned(ctx, by, f, file)
			if err := addRefusal(problems, file, err); err != nil {
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

// checkPlanned returns the responses of file as a CSV file for Import, and the error of importing
// them once f has been loaded. The error is nil if the consultation itself will be refused, which
// package consult reports.
func (s *responseFiles) checkPlanned(
	ctx context.Context, by actor.Actor, f *definition.Folder, file *definition.File,
) (csv []byte, err error) {
	if err := mayImport(by); err != nil {
		return nil, err
	}
	slug := slugOf(file)
	var forms []*survey.Form
	var notAllowed error // to import responses that are not here yet
	var known map[string]bool
	refused := false
	err = s.DB.View(ctx, func(tx *db.Tx) error {
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
		known, err = knownResponses(ctx, tx, slug)
		return err
	})
	if refused {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	if csv, err = responsesIn(f, file.Name, forms); err != nil {
		return nil, err
	}
	rows, err := readImport(slug, byEdition(forms), bytes.NewReader(csv))
	if err != nil || notAllowed == nil {
		return csv, err
	}
	for i := range rows {
		if !rows[i].isAmong(known) {
			return csv, notAllowed
		}
	}
	return csv, nil
}

// responsesIn returns the responses of a file of f as a CSV file for Import: those that it has, or
// those that its plan invents to forms. Problems of the file itself are reported when it is read.
func responsesIn(f *definition.Folder, name string, forms []*survey.Form) ([]byte, error) {
	data, err := f.ReadFile(name)
	if err != nil || path.Ext(name) == ".csv" {
		return data, err
	}
	var def InventedDefinition
	var none definition.Problems
	f.Decode(&definition.File{Name: name, Data: data}, &def, &none)
	return inventResponses(f, &def.Plan, forms)
}

func byEdition(forms []*survey.Form) map[string]*survey.Form {
	all := map[string]*survey.Form{}
	for _, form := range forms {
		all[form.Edition] = form
	}
	return all
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
	for _, file := range files {
		var def InventedDefinition
		f.Decode(file, &def, problems)
		if strings.TrimSpace(def.Invented) == "" {
			problems.Add(file.Name, file.At("invented"), "Describe what is invented, as in “invented: all responses”.")
		}
	}
	generated := make([][]byte, len(files))
	f.BeforeLoading(func(ctx context.Context, by actor.Actor, problems *definition.Problems) error {
		for i, file := range files {
			if f.IsWrong(file) {
				continue
			}
			var err error
			generated[i], err = s.checkPlanned(ctx, by, f, file)
			if err := addRefusal(problems, file, err); err != nil {
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
