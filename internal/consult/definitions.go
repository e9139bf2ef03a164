package consult

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"path"
	"slices"
	"strings"

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
	file  *definition.File   // consultation.yaml; nil: it is missing
	forms []*definition.File // of the first forms of def, the master first
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
	for i := range def.Consultations {
		f.Defines(files[0], "consultation", def.Consultations[i].Slug)
		(&folder{def: def.Consultations[i], file: files[0]}).addProblems(problems, "consultations", i)
	}
	return definition.Loader{Define: func(ctx context.Context, l *definition.Loading) (n int, err error) {
		for i, d := range def.Consultations {
			if l.Skips(files[0]) {
				break
			}
			if err := l.Refuse(files[0], s.DefineLoaded(ctx, l, d), "consultations", i); err != nil {
				return n, err
			}
			n++
		}
		return n, nil
	}}
}

// DefineLoaded is DefineFromFile in the transaction of l.
func (s *Service) DefineLoaded(ctx context.Context, l *definition.Loading, def Definition) error {
	d, err := s.newDefinitionUpdate(l.By, def)
	if err != nil {
		return err
	}
	return d.applyFile(ctx, l.Tx, l.Record)
}

func (s *Service) readFolders(f *definition.Folder, files []*definition.File, problems *definition.Problems) definition.Loader {
	var all []*folder
	for _, name := range f.Match("consultations/*/*") {
		if path.Ext(name) == ".md" {
			continue // notes, which may be in a folder without a consultation
		}
		slug := path.Base(path.Dir(name))
		if len(f.Match("imports/"+slug+".yaml")) > 0 && !slices.ContainsFunc(files, func(file *definition.File) bool {
			return path.Base(path.Dir(file.Name)) == slug
		}) {
			continue // a file of responses becomes the consultation
		}
		if len(all) == 0 || all[len(all)-1].def.Slug != slug {
			all = append(all, &folder{def: Definition{Slug: slug}})
		}
	}
	for _, file := range files {
		slug := path.Base(path.Dir(file.Name))
		i := slices.IndexFunc(all, func(c *folder) bool { return c.def.Slug == slug })
		all[i].read(f, file, problems)
	}
	for _, c := range all {
		f.Defines(c.file, "consultation", c.def.Slug)
		c.check(problems)
		c.advise(f)
	}
	return definition.Loader{Define: func(ctx context.Context, l *definition.Loading) (n int, err error) {
		for _, c := range all {
			if l.Skips(c.file) || slices.ContainsFunc(c.forms, l.Skips) {
				continue
			}
			if err := l.Refuse(c.file, s.DefineLoaded(ctx, l, c.def)); err != nil {
				return n, err
			}
			n++
		}
		return n, nil
	}}
}

// read decodes one file of the folder.
func (c *folder) read(f *definition.Folder, file *definition.File, problems *definition.Problems) {
	if path.Base(file.Name) == "consultation.yaml" {
		slug, forms := c.def.Slug, c.def.Forms
		c.file, c.def = file, Definition{}
		f.Decode(file, &c.def, problems)
		if c.def.Slug != slug && c.def.Slug != "" {
			problems.Add(file.Name, file.At("slug"),
				"The slug %q is not the name of the folder, %q. Make them the same.", c.def.Slug, slug)
		}
		c.def.Slug, c.def.Forms = slug, append(forms, c.def.Forms...)
		return
	}
	var form survey.Form
	f.Decode(file, &form, problems)
	at := len(c.forms)
	if path.Base(file.Name) == "form.yaml" { // the master comes first
		at = 0
	}
	c.forms = slices.Insert(c.forms, at, file)
	c.def.Forms = slices.Insert(c.def.Forms, at, form)
}

// check reports what is wrong with the files of a consultation, by themselves and with each
// other.
func (c *folder) check(problems *definition.Problems) {
	name := "consultations/" + c.def.Slug
	if c.file == nil {
		problems.Add(name, definition.Position{}, "The file consultation.yaml is missing.")
		return
	}
	if len(c.forms) > 0 && path.Base(c.forms[0].Name) != "form.yaml" {
		problems.Add(name, definition.Position{}, "There are other versions of a form, but no form.yaml that they are versions of.")
	}
	c.addProblems(problems)
}

// addProblems reports the problems of the definition, which is at path in its file. Define
// would refuse it for them.
func (c *folder) addProblems(to *definition.Problems, path ...any) {
	_, _, err := c.def.build()
	wrong, _ := errors.AsType[problems](err)
	for _, p := range wrong {
		file, at := c.locate(slices.Concat(path, p.path))
		for _, one := range p.formProblems {
			where := slices.Concat(at, definition.PathOf(one.Pointer, formSpelling))
			if p.formIndex < len(c.def.Forms) && c.isAdded(p.formIndex, one) {
				file, where = c.file, []any{"monitoring"}
			}
			to.Add(file.Name, file.At(where...), "%s", one.Text(spellSetting))
		}
		if p.formProblems == nil {
			to.Add(file.Name, file.At(at...), "%s", p.message)
		}
	}
}

// advise adds what the check before publication warns of, to a folder that can be loaded.
func (c *folder) advise(f *definition.Folder) {
	if c.file == nil {
		return
	}
	for _, found := range c.def.Review() {
		if !found.Blocks && !found.Hint {
			file, at := c.locate(found.Path)
			f.Advise(file, file.At(at...), "%s", found.Message)
		}
	}
}

// locate returns the file that has a setting of the definition, and its path there.
func (c *folder) locate(path []any) (*definition.File, []any) {
	if len(path) < 2 || path[0] != "forms" {
		return c.file, path
	}
	i, _ := path[1].(int)
	if i < len(c.forms) {
		return c.forms[i], path[2:]
	}
	return c.file, slices.Concat([]any{"forms", i - len(c.forms)}, path[2:])
}

// isAdded reports whether p, a problem of a form, is about an equality question that is added
// to the form.
func (c *folder) isAdded(index int, p survey.FormProblem) bool {
	path := definition.PathOf(p.Pointer, formSpelling)
	if len(path) < 2 || path[0] != "pages" {
		return false
	}
	page, _ := path[1].(int)
	return page >= len(c.def.Forms[index].Pages)
}

// formSpelling is how definition files spell the settings of forms.
var formSpelling = definition.Spelling(survey.Form{})

func spellSetting(json string) string { return cmp.Or(formSpelling[json], json) }

// exportAll exports consultations of both kinds.
func exportAll(ctx context.Context, tx *db.Tx, files map[string]any) error {
	var register RegisterDefinition
	if err := EachSlug(ctx, tx, func(slug Slug) error {
		def, err := GetDefinition(ctx, tx, slug)
		if err != nil {
			return err
		}
		if def.Register != nil {
			register.Consultations = append(register.Consultations, *def)
		} else {
			files["consultations/"+slug+"/consultation.yaml"] = def
		}
		return nil
	}); err != nil {
		return err
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
