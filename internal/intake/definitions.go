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
func (s *Service) Definitions() []definition.Kind {
	const given, invented = "consultations/*/responses.csv", "consultations/*/responses.yaml"
	return []definition.Kind{
		{One: "response", Many: "responses", Files: []string{given}, Read: s.readGiven},
		{One: "response", Many: "responses", Files: []string{invented}, Read: s.readInvented},
	}
}

// slugOf returns the slug of the consultation in whose folder file is.
func slugOf(file *definition.File) string { return path.Base(path.Dir(file.Name)) }

// readGiven reads files responses.csv.
func (s *Service) readGiven(f *definition.Folder, files []*definition.File, problems *definition.Problems) definition.Loader {
	for _, file := range files {
		if plan := path.Dir(file.Name) + "/responses.yaml"; len(f.Match(plan)) > 0 {
			problems.Add(file.Name, 0, "There is a responses.yaml too. Responses are either collected or invented: remove one of the files.")
		}
	}
	return func(ctx context.Context, by actor.Actor, problems *definition.Problems) (n int, err error) {
		for _, file := range files {
			done, err := s.Import(ctx, by, slugOf(file), bytes.NewReader(file.Data))
			n += done.Rows
			if message := fault.Message(err); rowNumber.MatchString(message) {
				addRowProblems(problems, file, message)
				continue
			}
			if err := problems.AddRefusal(file, err); err != nil {
				return n, err
			}
		}
		return n, nil
	}
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
		problems.Add(file.Name, line, "%s", message[m[1]:end])
	}
}

// readInvented reads files responses.yaml.
func (s *Service) readInvented(f *definition.Folder, files []*definition.File, problems *definition.Problems) definition.Loader {
	defs := make([]InventedDefinition, len(files))
	for i, file := range files {
		f.Decode(file, &defs[i], problems)
		if strings.TrimSpace(defs[i].Invented) == "" {
			problems.Add(file.Name, 0, "Describe what is invented, as in “invented: all responses”.")
		}
	}
	return func(ctx context.Context, by actor.Actor, problems *definition.Problems) (n int, err error) {
		for i, file := range files {
			csv, err := s.invent(ctx, f, slugOf(file), &defs[i].Plan)
			if invalid, ok := errors.AsType[invent.Problems](err); ok {
				for _, message := range invalid {
					problems.Add(file.Name, file.LineOf(message), "%s", message)
				}
				continue
			} else if err != nil {
				return n, err
			}
			done, err := s.Import(ctx, by, slugOf(file), bytes.NewReader(csv))
			n += done.Rows
			if err := problems.AddRefusal(file, err); err != nil {
				return n, err
			}
		}
		return n, nil
	}
}

// invent generates responses to the published forms of a consultation, including
// their equality questions, as a CSV file for Import.
func (s *Service) invent(ctx context.Context, f *definition.Folder, slug string, plan *invent.Plan) ([]byte, error) {
	table, err := f.ReadFile(plan.Census)
	if err != nil {
		return nil, invent.Problems{fmt.Sprintf("There is no file %q of population figures (census).", plan.Census)}
	}
	counts, err := invent.ReadCounts(bytes.NewReader(table))
	if err != nil {
		return nil, invent.Problems{fmt.Sprintf("The population figures in %q cannot be used: %v.", plan.Census, err)}
	}
	var forms []*survey.Form
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		refs, err := consult.Forms(ctx, tx, slug)
		if err != nil {
			return err
		}
		forms = forms[:0]
		for _, ref := range refs {
			form, err := consult.FormByVersion(ctx, tx, ref.Version)
			if err != nil {
				return err
			}
			forms = append(forms, form)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var csv bytes.Buffer
	err = invent.Write(&csv, plan, counts, forms)
	return csv.Bytes(), err
}
