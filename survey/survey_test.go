package survey_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/survey"
)

// behaviour is a file in testdata: a small form, with input from browsers and the expected
// results. The files document the engine by examples.
type behaviour struct {
	About   string          `json:"about"`
	Form    json.RawMessage `json:"form"`
	Refused []string        `json:"refused"` // the problems for which Parse refuses the form
	Cases   []struct {
		Name     string          `json:"name"`
		On       survey.Day      `json:"on"` // the day on which the answers are given; "" for none
		Raw      survey.Raw      `json:"raw"`
		Path     []string        `json:"path"`     // expected pages; nil for any
		Asked    []string        `json:"asked"`    // expected questions of all pages on the path; nil for any
		Answers  json.RawMessage `json:"answers"`  // the member "answers" of the canonical bytes
		Problems []string        `json:"problems"` // "field: sentence"
		// Put is how questions are put, with their hints and bodies after "|"; see Form.Worded.
		Put map[string]string `json:"put"`
	} `json:"cases"`
}

func behaviours(t testing.TB) map[string]behaviour {
	t.Helper()
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("testdata is missing", err)
	}
	all := map[string]behaviour{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var b behaviour
		d := json.NewDecoder(bytes.NewReader(data))
		d.DisallowUnknownFields()
		if err := d.Decode(&b); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if b.About == "" || (len(b.Cases) == 0) == (len(b.Refused) == 0) {
			t.Fatalf("%s: needs about and either cases or refused", file)
		}
		all[strings.TrimSuffix(filepath.Base(file), ".json")] = b
	}
	return all
}

func TestFormBehaviours(t *testing.T) {
	for name, b := range behaviours(t) {
		t.Run(name, func(t *testing.T) {
			f, err := survey.Parse(b.Form)
			if len(b.Refused) > 0 {
				refused, ok := errors.AsType[*survey.FormError](err)
				if !ok {
					t.Fatalf("got %v, want the form refused", err)
				}
				if got := strings.Split(refused.Error(), "\n"); !slices.Equal(got, b.Refused) {
					t.Errorf("problems\n%s\nwant\n%s", err, strings.Join(b.Refused, "\n"))
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range b.Cases {
				t.Run(c.Name, func(t *testing.T) {
					checkCase(t, f.On(c.On), c.Raw, c.Path, c.Asked, c.Answers, c.Problems)
					for id, want := range c.Put {
						q, _ := f.Worded(c.Raw, quoteAsStored).Question(id)
						got := strings.Trim(q.Text+"|"+q.Hint+"|"+q.Body, "|")
						if got = strings.NewReplacer("\u2068", "", "\u2069", "").Replace(got); got != want {
							t.Errorf("question %s is put as %q, want %q", id, got, want)
						}
					}
				})
			}
		})
	}
}

// quoteAsStored returns the texts of chosen options, or an answer as it is stored.
func quoteAsStored(q *survey.Question, a survey.Answer) string {
	for _, o := range q.Options {
		if slices.Contains(a.Options, o.ID) {
			return o.Text
		}
	}
	return a.Text + a.Number + a.Date
}

func checkCase(t *testing.T, f *survey.Form, raw survey.Raw, path, asked []string, answers json.RawMessage, problems []string) {
	t.Helper()
	a, got := f.Check(raw)
	if lines := problemLines(got); !slices.Equal(lines, problems) {
		t.Errorf("problems\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(problems, "\n"))
	}
	if len(problems) == 0 {
		if got, want := answersOf(t, a), compact(t, answers); got != want {
			t.Errorf("answers\n%s\nwant\n%s", got, want)
		}
	} else if a.Canonical() != nil {
		t.Error("Check returned problems and answers")
	}
	var pages, questions []string
	var byPage []survey.Problem
	for _, p := range f.Path(raw) {
		pages = append(pages, p.ID)
		for _, q := range f.Asked(p, raw) {
			questions = append(questions, q.ID)
		}
		byPage = append(byPage, f.CheckPage(p.ID, raw)...)
	}
	if path != nil && !slices.Equal(pages, path) {
		t.Errorf("path %v, want %v", pages, path)
	}
	if asked != nil && !slices.Equal(questions, asked) {
		t.Errorf("asked %v, want %v", questions, asked)
	}
	if !slices.Equal(problemLines(byPage), problemLines(got)) {
		t.Errorf("CheckPage found the problems %v, Check found %v", byPage, got)
	}
	said := map[string]bool{}
	for _, p := range got {
		if said[p.Say] {
			t.Errorf("two problems have the message %q", p.Say)
		}
		said[p.Say] = true
		if again := formatProblem(p); again != p.Say {
			t.Errorf("the message is %q, but its parts give %q", p.Say, again)
		}
		q, _ := f.Question(p.Question)
		if !slices.Contains(f.Fields(q), p.Field) {
			t.Errorf("a problem is at %q, which is not a field of %q", p.Field, p.Question)
		}
	}
}

// formatProblem formats the message of p from its parts, as translators do.
func formatProblem(p survey.Problem) string {
	switch {
	case p.One == "":
		return fmt.Sprintf(p.Format, p.Args...)
	case p.N == 1:
		p.Format = p.One
	}
	return fmt.Sprintf(
		strings.NewReplacer("%d", "%v", "%[1]d", "%[1]v").Replace(p.Format),
		append([]any{survey.Decimal(fmt.Sprint(p.N))}, p.Args...)...)
}

func problemLines(problems []survey.Problem) (lines []string) {
	for _, p := range problems {
		lines = append(lines, p.Field+": "+p.Say)
	}
	return lines
}

func answersOf(t testing.TB, a survey.Answers) string {
	t.Helper()
	var doc struct{ Answers json.RawMessage }
	if err := json.Unmarshal(a.Canonical(), &doc); err != nil {
		t.Fatalf("%v in %s", err, a.Canonical())
	}
	return string(doc.Answers)
}

func compact(t testing.TB, data []byte) string {
	t.Helper()
	var b bytes.Buffer
	if err := json.Compact(&b, data); err != nil {
		t.Fatal(err)
	}
	return escapes.ReplaceAllStringFunc(b.String(), func(escaped string) (plain string) {
		if err := json.Unmarshal([]byte(`"`+escaped+`"`), &plain); err != nil {
			t.Fatal(err)
		}
		return plain
	})
}

// escapes matches the escapes with which the files contain invisible characters.
var escapes = regexp.MustCompile(`(\\u[0-9a-f]{4})+`)

func parse(t testing.TB, form string) *survey.Form {
	t.Helper()
	f, err := survey.Parse([]byte(form))
	if err != nil {
		t.Fatal(err)
	}
	return f
}
