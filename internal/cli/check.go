package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/survey"
)

// converted is a definition file of a questionnaire that was converted from another program or from paper, with what had
// to be changed.
type converted struct {
	Invented string      `yaml:"invented"` // what is invented; "" for a real questionnaire
	Source   string      `yaml:"source"`   // what kind of questionnaire it is
	Form     survey.Form `yaml:"form"`     // as it loads
	Changed  []changed   `yaml:"changed"`
}

// changed is a question that asks for something else than its source.
type changed struct {
	Question string `yaml:"question"` // ID in the form
	Feature  string `yaml:"feature"`  // what is missing: one of a few words, such as “place on a map”
	Instead  string `yaml:"instead"`  // what the form does instead; "" if it cannot ask this at all
	// Wanted is the question in the notation of definition files, with the kind or settings that are
	// missing. When the program has them, the question loads as wanted and counts as exact.
	Wanted string `yaml:"wanted"`
	// WantedPage is a page that is wanted instead of the question, such as one that is repeated.
	WantedPage string `yaml:"wanted-page"`
}

// checkReport is how exactly a set of questionnaires loads.
type checkReport struct {
	Questionnaires share             `json:"questionnaires"`
	Questions      share             `json:"questions"`
	Nearly         int               `json:"questionsNearly"` // asked in another way
	NotAtAll       int               `json:"questionsNotAtAll"`
	Kinds          map[string]*share `json:"kinds"`
	Features       map[string]*share `json:"features"` // what questions need beyond the plain kinds
	Files          []checkedFile     `json:"files"`
	Without        []string          `json:"without,omitempty"` // features that count as missing
}

// share is how many of all are exact.
type share struct {
	Exact int `json:"exact"`
	All   int `json:"all"`
}

func (s share) String() string {
	percent := 0.0
	if s.All > 0 {
		percent = 100 * float64(s.Exact) / float64(s.All)
	}
	return fmt.Sprintf("%d of %d (%.0f %%)", s.Exact, s.All, percent)
}

func (s *share) add(exact bool) {
	s.All++
	if exact {
		s.Exact++
	}
}

// checkedFile is how exactly one questionnaire loads.
type checkedFile struct {
	Name      string   `json:"name"`
	Error     string   `json:"error,omitempty"` // why it does not load
	Questions share    `json:"questions"`
	Missing   []string `json:"missing,omitempty"` // questions that are not exact, with what they need
}

// runCheck prints how many of the questionnaires in a folder load exactly as they were written for another program or for
// paper.
func runCheck(ctx context.Context, e *Env, args []string) error {
	var without string
	var asJSON bool
	rest, err := flags(e, "check", args, func(set *flag.FlagSet) {
		set.StringVar(&without, "without", "", "features to count as missing, separated by commas; “all” for every feature")
		set.BoolVar(&asJSON, "json", false, "print JSON instead of tables")
	})
	if err != nil || len(rest) != 1 {
		return errUsage
	}
	root, err := os.OpenRoot(rest[0])
	if err != nil {
		return err
	}
	defer root.Close()
	report, err := checkFolder(ctx, root.FS(), without)
	if err != nil {
		return err
	}
	if asJSON {
		out := json.NewEncoder(e.Out)
		out.SetIndent("", "  ")
		return out.Encode(report)
	}
	return report.print(e.Out)
}

// checkFolder checks every file *.yaml of a folder.
func checkFolder(ctx context.Context, files fs.FS, without string) (*checkReport, error) {
	names, err := fs.Glob(files, "*.yaml")
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, errors.New("the folder has no files *.yaml with questionnaires")
	}
	r := &checkReport{Kinds: map[string]*share{}, Features: map[string]*share{}}
	for name := range strings.SplitSeq(without, ",") {
		if name = strings.TrimSpace(name); name != "" {
			r.Without = append(r.Without, name)
		}
	}
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		file := r.check(ctx, data)
		file.Name = path.Base(name)
		r.Questionnaires.add(file.Error == "" && file.Questions.Exact == file.Questions.All)
		r.Files = append(r.Files, file)
	}
	return r, r.checkWithout()
}

// checkWithout returns an error if no question needs a feature that is to count as missing.
func (r *checkReport) checkWithout() error {
	for _, name := range r.Without {
		if name != "all" && r.Features[name] == nil {
			return fmt.Errorf("no question needs %q; -without takes all or some of: %s",
				name, strings.Join(slices.Sorted(maps.Keys(r.Features)), ", "))
		}
	}
	return nil
}

// check checks one file and adds its questions to r.
func (r *checkReport) check(ctx context.Context, data []byte) (file checkedFile) {
	var c converted
	if err := definition.Parse(ctx, data, &c); err != nil {
		file.Error = err.Error()
		return file
	}
	notes := map[string]changed{}
	for _, note := range c.Changed {
		if wanted := asWanted(ctx, &c.Form, note); wanted != nil {
			c.Form = *wanted
			continue
		}
		notes[note.Question] = note
	}
	if _, err := survey.Parse(c.Form.JSON()); err != nil {
		file.Error = err.Error()
	}
	for i := range c.Form.Pages {
		page := &c.Form.Pages[i]
		for j := range page.Questions {
			q := &page.Questions[j]
			if q.Kind != survey.Panel {
				note, isChanged := notes[q.ID]
				r.count(&file, page, q, note, isChanged)
			}
		}
	}
	return file
}

// asWanted returns f with the question that note wants, or nil if the program cannot ask it.
func asWanted(ctx context.Context, f *survey.Form, note changed) *survey.Form {
	var wanted survey.Question
	var page *survey.Page
	switch {
	case note.WantedPage != "":
		page = &survey.Page{}
		if definition.Parse(ctx, []byte(note.WantedPage), page) != nil {
			return nil
		}
	case note.Wanted == "" || definition.Parse(ctx, []byte(note.Wanted), &wanted) != nil:
		return nil
	}
	made := *f
	made.Pages = nil
	for _, of := range f.Pages {
		at := slices.IndexFunc(of.Questions, func(q survey.Question) bool { return q.ID == note.Question })
		of.Questions = slices.Clone(of.Questions)
		switch {
		case at < 0:
		case page == nil:
			of.Questions[at] = wanted
		default:
			of.Questions = slices.Delete(of.Questions, at, at+1)
		}
		if len(of.Questions) > 0 {
			made.Pages = append(made.Pages, of)
		}
		if at >= 0 && page != nil {
			made.Pages = append(made.Pages, *page)
		}
	}
	if _, err := survey.Parse(made.JSON()); err != nil {
		return nil
	}
	return &made
}

// count adds a question of page to file and to the tables.
func (r *checkReport) count(file *checkedFile, page *survey.Page, q *survey.Question, note changed, isChanged bool) {
	needs := featuresOf(page, q)
	missing := ""
	for _, feature := range needs {
		if slices.Contains(r.Without, feature) || slices.Contains(r.Without, "all") {
			missing = cmp.Or(missing, feature)
		}
	}
	if isChanged {
		missing, needs = note.Feature, append(needs, note.Feature)
	}
	exact := missing == "" && file.Error == ""
	file.Questions.add(exact)
	r.Questions.add(exact)
	switch {
	case exact:
	case isChanged && note.Instead == "" || missing != "" && !isChanged && isKind(missing):
		r.NotAtAll++
	default:
		r.Nearly++
	}
	addTo(r.Kinds, string(q.Kind), exact)
	for _, feature := range needs {
		addTo(r.Features, feature, exact)
	}
	if missing != "" {
		text := q.ID + ": " + missing
		if note.Instead != "" {
			text += " (instead: " + note.Instead + ")"
		}
		file.Missing = append(file.Missing, text)
	}
}

func addTo(table map[string]*share, name string, exact bool) {
	if table[name] == nil {
		table[name] = &share{}
	}
	table[name].add(exact)
}

// isKind reports whether a feature is a kind of answer of its own, for which there is no other.
func isKind(feature string) bool {
	return slices.Contains([]string{"duration", "period", "upload", "numbers in a grid", "texts in a grid"}, feature)
}

// featuresOf returns what q needs beyond the plain kinds of question.
func featuresOf(page *survey.Page, q *survey.Question) (all []string) {
	add := func(needed bool, feature string) {
		if needed && !slices.Contains(all, feature) {
			all = append(all, feature)
		}
	}
	add(q.Kind == survey.Duration, "duration")
	add(q.Kind == survey.Period, "period")
	add(q.Kind == survey.Files, "upload")
	add(page.Repeat != nil, "repeated group")
	add(q.Kind == survey.MatrixNumber, "numbers in a grid")
	add(q.Kind == survey.MatrixText, "texts in a grid")
	add(q.Kind == survey.MatrixMultiple, "several boxes in a grid")
	add(q.Precision != "", "month or year")
	add(q.Unit != "" && q.Kind != survey.Budget, "unit")
	add(q.Pattern != "", "pattern")
	add(q.LeastOf+q.MostOf+q.TotalOf != "", "limit by an earlier answer")
	add(q.Kind.HasBoxes() && len(q.Options) > 0, "box beside an answer")
	add(q.RandomOrder || page.RandomOrder, "random order")
	for _, bound := range []*string{q.Least, q.Most} {
		add(bound != nil && strings.Contains(*bound, "today"), "limit relative to today")
	}
	for _, w := range q.Wordings {
		add(len(w.Quotes()) > 0, "quoted answer")
		add(w.When != nil, "wording by an earlier answer")
	}
	picture := func(text string) bool { return strings.Contains(text, "![") }
	add(picture(q.Body), "picture")
	for _, o := range slices.Concat(q.Options, q.Rows) {
		add(picture(o.Body), "picture")
		add(o.Body != "" && !picture(o.Body), "description of an answer")
		add(o.RequireWriteIn, "text box that must be filled in")
	}
	for _, row := range q.Rows {
		add(row.WriteIn, "row that people name")
	}
	for _, when := range []*survey.Condition{page.When, q.When} {
		add(len(when.NamedUses()) > 0, "named condition")
		add(when != nil && strings.Contains(conditionJSON(when), `"asked":true`), "test whether it was asked")
	}
	return all
}

func conditionJSON(c *survey.Condition) string {
	text, err := json.Marshal(c)
	if err != nil {
		panic(err) // impossible: a condition consists of texts and numbers
	}
	return string(text)
}

// print prints r as tables.
func (r *checkReport) print(to io.Writer) error {
	if len(r.Without) > 0 {
		fmt.Fprintf(to, "Counted as missing: %s\n", strings.Join(r.Without, ", "))
	}
	fmt.Fprintf(to, "Questionnaires that load exactly: %s\n", r.Questionnaires)
	fmt.Fprintf(to, "Questions that load exactly: %s; in another way: %d; not at all: %d\n\n", r.Questions, r.Nearly, r.NotAtAll)
	out := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	for _, table := range []struct {
		title  string
		shares map[string]*share
	}{{"Kind", r.Kinds}, {"Need", r.Features}} {
		fmt.Fprintf(out, "%s\tExact\n", table.title)
		names := slices.Collect(maps.Keys(table.shares))
		slices.SortFunc(names, func(a, b string) int {
			return cmp.Or(table.shares[b].All-table.shares[a].All, strings.Compare(a, b))
		})
		for _, name := range names {
			fmt.Fprintf(out, "%s\t%s\n", name, table.shares[name])
		}
		fmt.Fprintln(out)
	}
	fmt.Fprintln(out, "Questionnaire\tExact\tNot exact")
	for _, file := range r.Files {
		what := strings.Join(file.Missing, "; ")
		if file.Error != "" {
			what = "does not load: " + strings.Join(strings.Fields(file.Error), " ")
		}
		fmt.Fprintf(out, "%s\t%s\t%s\n", file.Name, file.Questions, what)
	}
	return out.Flush()
}
