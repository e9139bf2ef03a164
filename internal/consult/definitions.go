package consult

import (
	"bytes"
	"context"
	"encoding/json"
	"path"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/survey"
)

// RegisterDefinition is register.yaml: consultations that were held elsewhere.
type RegisterDefinition struct {
	Consultations []Definition `yaml:"consultations"`
}

// folder is consultations/SLUG with the files of one consultation.
type folder struct {
	def   Definition
	file  *definition.File // consultation.yaml; nil: it is missing
	forms map[string]*definition.File
}

// Definitions returns the kinds of definition files of this feature: the register
// and, in a folder for each consultation, its texts and forms.
func (s *Service) Definitions() []definition.Kind {
	register := definition.Kind{
		One:    "consultation",
		Many:   "consultations",
		Files:  []string{"register.yaml"},
		Read:   s.readRegister,
		Export: exportAll,
	}
	consultations := definition.Kind{One: "consultation", Many: "consultations", Read: s.readFolders,
		Files: []string{"consultations/*/consultation.yaml", "consultations/*/form.yaml", "consultations/*/form.*.yaml"}}
	return []definition.Kind{register, consultations}
}

func (s *Service) readRegister(f *definition.Folder, files []*definition.File, problems *definition.Problems) definition.Loader {
	var def RegisterDefinition
	for _, file := range files { // there is one at most
		f.Decode(file, &def, problems)
	}
	f.BeforeLoading(func(ctx context.Context, by actor.Actor, problems *definition.Problems) error {
		for i := range def.Consultations {
			if err := problems.AddRefusal(files[0], s.checkPlanned(ctx, by, def.Consultations[i])); err != nil {
				return err
			}
		}
		return nil
	})
	return func(ctx context.Context, by actor.Actor, problems *definition.Problems) (n int, err error) {
		for _, d := range def.Consultations {
			if err := problems.AddRefusal(files[0], s.DefineFromFile(ctx, by, d)); err != nil {
				return n, err
			}
			n++
		}
		return n, nil
	}
}

func (s *Service) readFolders(f *definition.Folder, files []*definition.File, problems *definition.Problems) definition.Loader {
	var all []*folder
	for _, name := range f.Match("consultations/*/*") {
		if path.Ext(name) == ".md" {
			continue // notes, which may be in a folder without a consultation
		}
		slug := path.Base(path.Dir(name))
		if len(all) == 0 || all[len(all)-1].def.Slug != slug {
			all = append(all, &folder{def: Definition{Slug: slug}, forms: map[string]*definition.File{}})
		}
	}
	for _, file := range files {
		slug := path.Base(path.Dir(file.Name))
		i := slices.IndexFunc(all, func(c *folder) bool { return c.def.Slug == slug })
		all[i].read(f, file, problems)
	}
	for _, c := range all {
		c.check(problems)
	}
	f.BeforeLoading(func(ctx context.Context, by actor.Actor, problems *definition.Problems) error {
		for _, c := range all {
			if err := problems.AddRefusal(c.file, s.checkPlanned(ctx, by, c.def)); err != nil {
				return err
			}
		}
		return nil
	})
	return func(ctx context.Context, by actor.Actor, problems *definition.Problems) (n int, err error) {
		for _, c := range all {
			if err := problems.AddRefusal(c.file, s.DefineFromFile(ctx, by, c.def)); err != nil {
				return n, err
			}
			n++
		}
		return n, nil
	}
}

// read decodes one file of the folder.
func (c *folder) read(f *definition.Folder, file *definition.File, problems *definition.Problems) {
	if path.Base(file.Name) == "consultation.yaml" {
		slug, forms := c.def.Slug, c.def.Forms
		c.file, c.def = file, Definition{}
		f.Decode(file, &c.def, problems)
		if c.def.Slug != slug && c.def.Slug != "" {
			problems.Add(file.Name, file.LineOf(`"`+c.def.Slug+`"`),
				"The slug %q is not the name of the folder, %q. Make them the same.", c.def.Slug, slug)
		}
		c.def.Slug, c.def.Forms = slug, append(forms, c.def.Forms...)
		return
	}
	var form survey.Form
	f.Decode(file, &form, problems)
	c.forms[formKey(&form)] = file
	if path.Base(file.Name) == "form.yaml" { // the master comes first
		c.def.Forms = slices.Insert(c.def.Forms, 0, form)
	} else {
		c.def.Forms = append(c.def.Forms, form)
	}
}

// check compares the files of a consultation with each other. Define does so
// again; here the problems are reported together with those of all other files.
func (c *folder) check(problems *definition.Problems) {
	name := "consultations/" + c.def.Slug
	if c.file == nil {
		problems.Add(name, 0, "The file consultation.yaml is missing.")
		return
	}
	if len(c.forms) > 0 && path.Base(c.forms[formKey(&c.def.Forms[0])].Name) != "form.yaml" {
		problems.Add(name, 0, "There are other versions of a form, but no form.yaml that they are versions of.")
	}
	var master *survey.Form
	for i := range c.def.Forms {
		file := c.file
		if f, ok := c.forms[formKey(&c.def.Forms[i])]; ok {
			file = f
		}
		form, err := survey.Parse(c.def.Forms[i].JSON())
		if addFormProblems(problems, file, err); err != nil {
			continue
		}
		if i == 0 {
			master = form
		} else if master != nil {
			addFormProblems(problems, file, survey.CheckEdition(master, withoutMonitoring(form)))
		}
	}
}

// withoutMonitoring returns f without equality questions of its own. Define adds
// those of the master before it compares the two.
func withoutMonitoring(f *survey.Form) *survey.Form {
	v := *f
	v.Pages = slices.DeleteFunc(slices.Clone(f.Pages), func(p survey.Page) bool { return p.Monitoring })
	part, err := survey.Parse(v.JSON())
	if err != nil {
		return f // other questions depend on them: the whole is compared
	}
	return part
}

func formKey(f *survey.Form) string { return f.Edition + " " + f.Lang }

// addFormProblems reports what is wrong with the form in file.
func addFormProblems(problems *definition.Problems, file *definition.File, err error) {
	if err == nil {
		return
	}
	for message := range strings.SplitSeq(err.Error(), "\n") {
		problems.Add(file.Name, file.LineOf(message), "%s", message)
	}
}

// exportAll exports consultations of both kinds.
func exportAll(ctx context.Context, tx *db.Tx, files map[string]any) error {
	slugs, err := Slugs(ctx, tx)
	if err != nil {
		return err
	}
	var register RegisterDefinition
	for _, slug := range slugs {
		def, err := GetDefinition(ctx, tx, slug)
		if err != nil {
			return err
		}
		if def.Register != nil {
			register.Consultations = append(register.Consultations, *def)
			continue
		}
		files["consultations/"+slug+"/consultation.yaml"] = def
	}
	if len(register.Consultations) > 0 {
		files["register.yaml"] = &register
	}
	return nil
}

// ParseDefinition reads one consultation from a file that is not in a folder:
// YAML with its forms in it, or the same as JSON. It may be incomplete.
func ParseDefinition(ctx context.Context, data []byte) (def Definition, err error) {
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) {
		strict := json.NewDecoder(bytes.NewReader(data))
		strict.DisallowUnknownFields()
		if err := strict.Decode(&def); err != nil {
			return Definition{}, &fault.Error{
				Kind: fault.Invalid,
				Say: "The file is not a valid JSON definition of a consultation. " +
					"To see the format, download the definition file of a consultation from its page in the staff area.",
				Err: err,
			}
		}
		return def, nil
	}
	if err := definition.Parse(ctx, data, &def); err != nil {
		problems := strings.Join(strings.Split(strings.TrimSpace(err.Error()), "\n"), " ")
		return Definition{}, &fault.Error{
			Kind:   fault.Invalid,
			Err:    err,
			Format: "The definition file could not be used. %s",
			Args:   []any{problems},
			Say:    "The definition file could not be used. " + problems,
		}
	}
	return def, nil
}

// FormatDefinition returns def as a file that ParseDefinition reads, with its
// forms and the texts of its documents.
func FormatDefinition(def *Definition) (text []byte, err error) {
	defer fault.Wrap(&err, "write the definition of %s", def.Slug)
	return definition.Encode(def)
}
