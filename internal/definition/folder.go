package definition

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/council"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/definition/invent"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/strategy"
	"github.com/folkmoot/folkmoot/survey"
)

// Folder is everything that a folder of definitions says, read and held against
// the shapes that the features know, but not given to them yet.
type Folder struct {
	council       definitionFile[council.Definition]
	duties        definitionFile[strategy.DutyDefinition]
	register      definitionFile[Register]
	needs         []definitionFile[evidence.Definition]
	strategies    []definitionFile[strategy.Definition]
	consultations []*consultation
	actions       []definitionFile[action.Definition]
	decisions     []definitionFile[decision.Definition]

	files fs.FS
	count int
}

// definitionFile is one definition and the file that holds it. A part whose source is
// nil is not there.
type definitionFile[T any] struct {
	*sourceFile
	def T
}

// consultation is a folder of its own, because it has many files.
type consultation struct {
	definitionFile[consult.Definition]
	forms     map[string]*sourceFile // by the edition and language that they are
	invented  definitionFile[InventedResponses]
	responses *sourceFile // responses.csv
	results   definitionFile[ResultsDefinition]
}

// Register is register.yaml: consultations that were not held here.
type Register struct {
	Consultations []consult.Definition `yaml:"consultations"`
}

// InventedResponses is responses.yaml: responses that nobody gave.
type InventedResponses struct {
	Invented    string `yaml:"invented"` // what is made up; it must be said
	invent.Plan `yaml:",inline"`
}

// ResultsDefinition is results.yaml: the results of a consultation that is over are to
// be released. With a text the consultation is reported too.
type ResultsDefinition struct {
	Reported string `yaml:"reported"` // where the results were reported, for the log that everybody can read
}

// ReadFolder reads a folder. Its error holds Mistakes.
func ReadFolder(files fs.FS) (*Folder, error) {
	f := &Folder{files: files}
	var wrong Problems
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if hidden := strings.HasPrefix(entry.Name(), ".") && name != "."; hidden || entry.IsDir() {
			if hidden && entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		f.count++
		f.addFile(&sourceFile{name, data}, &wrong)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if f.count == 0 {
		wrong.add(".", 0, "The folder is empty. demo/leicestershire shows what belongs into it.")
	}
	for _, c := range f.consultations {
		c.check(&wrong)
	}
	return f, wrong.sortedOrNil()
}

// addFile finds out from its name what a file is. A file in the wrong place is a
// mistake: left aside without a word, it would seem to be loaded.
func (f *Folder) addFile(s *sourceFile, wrong *Problems) {
	dir, base := path.Split(s.name)
	steps := strings.Split(strings.TrimSuffix(dir, "/"), "/")
	switch {
	case base == "README.md" || path.Ext(base) == ".md" && dir != "" || dir == "" && path.Ext(base) == ".csv":
		// Texts and figures are read by the definitions that name them.
	case s.name == "council.yaml":
		f.council = parseFile[council.Definition](f, s, wrong)
	case s.name == "duties.yaml":
		f.duties = parseFile[strategy.DutyDefinition](f, s, wrong)
	case s.name == "register.yaml":
		f.register = parseFile[Register](f, s, wrong)
	case dir == "evidence/" && path.Ext(base) == ".yaml":
		f.needs = append(f.needs, parseFile[evidence.Definition](f, s, wrong))
	case dir == "strategies/" && path.Ext(base) == ".yaml":
		f.strategies = append(f.strategies, parseFile[strategy.Definition](f, s, wrong))
	case dir == "actions/" && path.Ext(base) == ".yaml":
		f.actions = append(f.actions, parseFile[action.Definition](f, s, wrong))
	case dir == "decisions/" && path.Ext(base) == ".yaml":
		f.decisions = append(f.decisions, parseFile[decision.Definition](f, s, wrong))
	case len(steps) == 2 && steps[0] == "consultations":
		f.consultation(steps[1]).addFile(f, s, base, wrong)
	default:
		wrong.add(s.name, 0, "No definition belongs here under this name. demo/leicestershire/README.md says which do.")
	}
}

func parseFile[T any](f *Folder, s *sourceFile, wrong *Problems) definitionFile[T] {
	p := definitionFile[T]{sourceFile: s}
	decode(f.files, s, &p.def, wrong)
	return p
}

// consultation returns the consultation that the folder slug describes.
func (f *Folder) consultation(slug string) *consultation {
	for _, c := range f.consultations {
		if c.def.Slug == slug {
			return c
		}
	}
	c := &consultation{forms: map[string]*sourceFile{}}
	c.def.Slug = slug
	f.consultations = append(f.consultations, c)
	return c
}

func (c *consultation) addFile(f *Folder, s *sourceFile, base string, wrong *Problems) {
	slug := c.def.Slug
	switch {
	case base == "consultation.yaml":
		forms := c.def.Forms
		c.definitionFile = parseFile[consult.Definition](f, s, wrong)
		if c.def.Slug != slug && c.def.Slug != "" {
			wrong.add(s.name, s.lineOf(`"`+c.def.Slug+`"`), "The slug %q is not the name of the folder, %q. Make them the same.", c.def.Slug, slug)
		}
		c.def.Slug, c.def.Forms = slug, append(forms, c.def.Forms...)
	case base == "form.yaml", strings.HasPrefix(base, "form.") && path.Ext(base) == ".yaml":
		form := parseFile[survey.Form](f, s, wrong)
		c.forms[form.def.Edition+" "+form.def.Lang] = s
		if base == "form.yaml" { // the master comes first
			c.def.Forms = slices.Insert(c.def.Forms, 0, form.def)
		} else {
			c.def.Forms = append(c.def.Forms, form.def)
		}
	case base == "responses.yaml":
		c.invented = parseFile[InventedResponses](f, s, wrong)
	case base == "responses.csv":
		c.responses = s
	case base == "results.yaml":
		c.results = parseFile[ResultsDefinition](f, s, wrong)
	default:
		wrong.add(
			s.name,
			0,
			"The folder of a consultation holds consultation.yaml, form.yaml, form.EDITION.yaml, responses.yaml or responses.csv, results.yaml and documents/. This is none of them.",
		)
	}
}

// check holds the files of a consultation against each other. The feature does
// so again; here the mistakes are still told with those of all other files.
func (c *consultation) check(wrong *Problems) {
	folder := "consultations/" + c.def.Slug
	if c.sourceFile == nil {
		wrong.add(folder, 0, "The file consultation.yaml is missing.")
		return
	}
	if len(c.forms) > 0 && c.forms[formKey(&c.def.Forms[0])].name != folder+"/form.yaml" {
		wrong.add(folder, 0, "There are editions of a form and no form.yaml, which they would be editions of.")
	}
	var master *survey.Form
	for i := range c.def.Forms {
		at := c.sourceFile
		if s, ok := c.forms[formKey(&c.def.Forms[i])]; ok {
			at = s
		}
		form, err := survey.Parse(c.def.Forms[i].JSON())
		if wrong.addFormProblems(at, err); err != nil {
			continue
		}
		if i == 0 {
			master = form
		} else if master != nil {
			wrong.addFormProblems(at, survey.CheckEdition(master, withoutMonitoring(form)))
		}
	}
	switch {
	case c.invented.sourceFile != nil && strings.TrimSpace(c.invented.def.Invented) == "":
		wrong.add(c.invented.name, 0, "Say in invented that nobody gave these responses.")
	case c.invented.sourceFile != nil && c.responses != nil:
		wrong.add(c.responses.name, 0, "There is a responses.yaml too. Responses are either given or invented: take one of the files away.")
	}
}

// withoutMonitoring is f without equality questions of its own: those of the master are
// added by the feature, which then holds one against the other.
func withoutMonitoring(f *survey.Form) *survey.Form {
	v := *f
	v.Pages = slices.DeleteFunc(slices.Clone(f.Pages), func(p survey.Page) bool { return p.Monitoring })
	part, err := survey.Parse(v.JSON())
	if err != nil {
		return f // something else rests on them; then the whole is compared
	}
	return part
}

func formKey(f *survey.Form) string { return f.Edition + " " + f.Lang }

// addFormProblems notes what the questionnaire engine has against a form.
func (all *Problems) addFormProblems(at *sourceFile, err error) {
	if err == nil {
		return
	}
	for say := range strings.SplitSeq(err.Error(), "\n") {
		all.add(at.name, at.lineOf(say), "%s", say)
	}
}
