package placeweb

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// importsPath is the address above the pages on which figures are imported.
const importsPath = "/staff/figure-imports"

type importsView struct {
	Title, Lang string
	Back        page.Link
	Form        form.Form // one field: the file
	Upload      page.Uploads
}

// IsStaffPage implements what package page asks of views.
func (v importsView) IsStaffPage() bool { return true }

var importsPage = page.New(files, "templates/imports.html",
	importsView{Title: "Age", Lang: "en", Back: page.Link{Text: "Age", Href: "/staff/figures/age"}, Form: fileField(""),
		Upload: page.Uploads{Hint: "CSV in UTF-8.", Accept: ".csv"}},
	importsView{
		Title: "Age", Lang: "en", Back: page.Link{Text: "Age", Href: "/staff/figures/age"}, Form: fileField("Choose a file to upload."),
		Upload: page.Uploads{Hint: "CSV in UTF-8.", Accept: ".csv", Error: "Choose a file to upload.",
			Files: []page.UploadedFile{{Name: "census.csv", Href: "/staff/figure-imports/age/x", Date: "1 May 2026", State: "Imported"}},
			Pages: page.Pagination{Next: "?page=2"}},
	},
)

// fileField returns the form with the error of the file field; "" for none.
func fileField(wrong string) form.Form {
	return form.Form{{Kind: form.Text, ID: "file", Name: "file", Error: wrong}}
}

func (h *handlers) listImports(w http.ResponseWriter, r *http.Request) error {
	return h.writeImports(w, r, http.StatusOK, "")
}

func (h *handlers) writeImports(w http.ResponseWriter, r *http.Request, status int, wrong string) error {
	var t *place.Table
	var found db.Page[*place.Import]
	err := h.DB.View(r.Context(), func(tx *db.Tx) (err error) {
		if t, err = place.GetTable(r.Context(), tx, r.PathValue("ref")); err != nil {
			return err
		}
		found, err = place.ListImports(r.Context(), tx, t.Ref, r.URL.Query().Get(page.CursorName), listSize)
		return err
	})
	if err != nil {
		return err
	}
	words, path := h.PagePrinter(r), importsPath+"/"+t.Ref
	v := importsView{
		Title: t.Title, Lang: words.LangOrCouncil(""),
		Back: page.Link{Text: words.Say("Back to the record"), Href: place.TablesPath + "/" + t.Ref},
		Form: fileField(wrong), Upload: web.NewUploads(words, path, found),
	}
	v.Upload.Error, v.Upload.Accept = wrong, ".csv,text/csv"
	v.Upload.Hint = words.Say(
		"CSV in UTF-8, up to %d MB, with the names of its columns in the first line. Places are found by their code or name.",
		place.MaxFileBytes>>20)
	return importsPage.Write(w, r, status, v)
}

func (h *handlers) upload(w http.ResponseWriter, r *http.Request) error {
	table, id := r.PathValue("ref"), ""
	err := web.ReadUpload(r, func(name string, from io.Reader) (err error) {
		id, err = h.service.Upload(r.Context(), site.Actor(r), table, name, from)
		return err
	})
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.TooLarge) {
		return h.writeImports(w, r, http.StatusUnprocessableEntity, page.ErrorMessage(r, err))
	}
	if err != nil {
		return err
	}
	return site.Redirect(w, r, importsPath+"/"+table+"/"+id)
}

type importView struct {
	Title, Lang, Name, State string

	Back    page.Link
	Wrong   string // why the mapping cannot be used
	Columns *columnsView
	Found   []string // what the mapping finds, in sentences
	Unknown []string // places in the file that we do not have
	Changes []changeView
	More    int // changes that are not listed
	Apply   *applyView
	Undo    string // address of the form
	Remove  string // address of the form
	Why     page.WhyCorrected
}

// columnsView is the form in which the columns of the file are chosen.
type columnsView struct {
	Path    string
	Selects []page.FilterSelect
	Values  []page.FilterOption
	Is      string
	Replace bool
	Heads   []string
	Samples [][]string
}

// changeView is a figure before and after.
type changeView struct{ Place, Category, Before, After string }

// applyView is the form that imports the file as it is shown.
type applyView struct {
	Path   string
	Fields []page.Link // names and values
}

// IsStaffPage implements what package page asks of views.
func (v importView) IsStaffPage() bool { return true }

// NoStore implements what package page asks of views.
func (v importView) NoStore() bool { return true }

var importPage = page.New(files, "templates/import.html",
	importView{
		Title: "Age", Lang: "en", Name: "census.csv", State: "Not imported yet", Back: page.Link{Text: "Age", Href: "/staff/figure-imports/age"},
		Columns: &columnsView{
			Path:    "/staff/figure-imports/age/x",
			Selects: []page.FilterSelect{page.NewFilterSelect("place", "Column with places", "Choose a column", "code", []string{"code", "n"}, "")},
			Values:  []page.FilterOption{{Value: "n", Text: "n", Chosen: true}, {Value: "m", Text: "m"}}, Is: "Age", Replace: true,
			Heads: []string{"code", "n"}, Samples: [][]string{{"E07999999", "12"}},
		},
		Found: []string{"1 figure about 1 place."}, Unknown: []string{"E06000001"},
		Changes: []changeView{{"Exampleton", "0 to 4", "10", "12"}, {"Exampleton", "5 to 9", "", "3"}}, More: 4,
		Apply:  &applyView{"/staff/figure-imports/age/x", []page.Link{{Text: "place", Href: "code"}}},
		Remove: "/staff/figure-imports/age/x/remove", Why: page.WhyCorrected{Asked: true, Value: "The source corrected them.", Max: place.MaxWhy},
	},
	importView{Title: "Age", Lang: "en", Name: "census.csv", State: "Imported", Wrong: "Enter why.", Undo: "/undo",
		Why:  page.WhyCorrected{Asked: true, Error: "Enter why.", Max: place.MaxWhy},
		Back: page.Link{Text: "Age", Href: "/staff/figure-imports/age"}},
)

// shownChanges is how many changes are listed.
const shownChanges = 200

// readMapping returns the mapping that a form has, and whether figures that the file does not have are removed.
func readMapping(typed url.Values) (m place.Mapping, replace bool) {
	return place.Mapping{
		Place: typed.Get("place"), Category: typed.Get("category"), Values: typed["value"], Only: typed.Get("only"), Is: typed.Get("is"),
	}, typed.Get("replace") != ""
}

func (h *handlers) showImport(w http.ResponseWriter, r *http.Request) error {
	return h.writeImport(w, r, r.URL.Query(), http.StatusOK, nil)
}

// writeImport shows what the import would change, with the columns as they were chosen, or what it has changed.
func (h *handlers) writeImport(w http.ResponseWriter, r *http.Request, typed url.Values, status int, wrong error) error {
	m, replace := readMapping(typed)
	p, err := h.service.Preview(r.Context(), site.Actor(r), r.PathValue("id"), m, replace)
	switch {
	case p == nil || p.Table == nil || p.Table.Ref != r.PathValue("ref"):
		return errors.Join(err, notThere(err))
	case err != nil && !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.TooLarge):
		return err
	case err != nil:
		wrong, status = err, http.StatusUnprocessableEntity
	}
	words := h.PagePrinter(r)
	v := importView{
		Title: p.Table.Title, Lang: words.LangOrCouncil(""), Name: p.Import.Name, State: p.Import.State.Label().In(words.Printer),
		Back: page.Link{Text: words.Say("Back to all imports"), Href: importsPath + "/" + p.Table.Ref},
	}
	if wrong != nil {
		v.Wrong = page.ErrorMessage(r, wrong)
	}
	v.addChanges(words, p)
	path := importsPath + "/" + p.Table.Ref + "/" + p.Import.ID
	if p.CanUndo {
		v.Undo = path + "/undo"
	}
	v.Why = page.WhyCorrected{Asked: p.Correct || p.CanUndo, Value: typed.Get("why"), Error: v.Wrong, Max: place.MaxWhy}
	if p.Import.State == place.Uploaded {
		v.Columns, v.Remove = newColumns(words, path, p, m, replace), path+"/remove"
	}
	if p.Reading != nil && len(p.Changes) > 0 {
		v.Apply = &applyView{Path: path}
		typed.Set("version", strconv.FormatInt(p.Table.Version, 10))
		for _, name := range []string{"place", "category", "value", "only", "is", "replace", "version"} {
			for _, value := range typed[name] {
				v.Apply.Fields = append(v.Apply.Fields, page.Link{Text: name, Href: value})
			}
		}
	}
	return importPage.Write(w, r, status, v)
}

// notThere returns fault.NotFound if there is no other error.
func notThere(err error) error {
	if err != nil {
		return nil
	}
	return fault.New(fault.NotFound, "There are no such figures.")
}

func (v *importView) addChanges(words web.PagePrinter, p *place.Preview) {
	if p.Reading != nil {
		v.Unknown = p.Reading.Unknown[:min(len(p.Reading.Unknown), 20)]
		v.Found = append(v.Found, words.Count(int64(p.Reading.Figures), "The file has %d figure about places that we have.",
			"The file has %d figures about places that we have."))
		if p.Same > 0 {
			v.Found = append(v.Found, words.Count(int64(p.Same), "%d is the same already.", "%d are the same already."))
		}
		if p.Reading.Withheld > 0 {
			v.Found = append(v.Found, words.Count(int64(p.Reading.Withheld),
				"%d is not published by the source.", "%d are not published by the source."))
		}
		if n := len(p.Reading.Unknown); n > 0 {
			v.Found = append(v.Found, words.Count(int64(n),
				"%d place in the file is not one of ours.", "%d places in the file are not ours."))
		}
	}
	for _, c := range p.Changes[:min(len(p.Changes), shownChanges)] {
		v.Changes = append(v.Changes, newChange(words, p.Names[c.Place], c))
	}
	v.More = len(p.Changes) - len(v.Changes)
}

func newChange(words web.PagePrinter, place string, c place.Change) changeView {
	text := func(n *float64) string {
		if n == nil {
			return ""
		}
		return words.Decimal(*n)
	}
	return changeView{place, c.Category, text(c.Before), text(c.After)}
}

func newColumns(words web.PagePrinter, path string, p *place.Preview, m place.Mapping, replace bool) *columnsView {
	v := &columnsView{Path: path, Is: m.Is, Replace: replace, Heads: p.Head, Samples: p.Samples}
	names := slices.DeleteFunc(slices.Clone(p.Head), func(name string) bool { return name == "" })
	v.Selects = []page.FilterSelect{
		page.NewFilterSelect("place", words.Say("Column with the codes or names of places"), words.Say("Choose a column"), m.Place, names, ""),
		page.NewFilterSelect("category", words.Say("Column with categories"), words.Say("Each column with figures is a category"),
			m.Category, names, ""),
		page.NewFilterSelect("only", words.Say("Column for choosing rows"), words.Say("Use all rows"), m.Only, names, ""),
	}
	for _, name := range names {
		v.Values = append(v.Values, page.FilterOption{Value: name, Text: name, Chosen: slices.Contains(m.Values, name)})
	}
	return v
}

func (h *handlers) applyImport(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	m, replace := readMapping(r.PostForm)
	version, _ := strconv.ParseInt(r.PostForm.Get("version"), 10, 64)
	err := h.service.Apply(r.Context(), site.Actor(r), r.PathValue("id"), m, replace, version, r.PostForm.Get("why"))
	switch {
	case fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict):
		status := http.StatusUnprocessableEntity
		if fault.Is(err, fault.Conflict) {
			status = http.StatusConflict
		}
		return h.writeImport(w, r, r.PostForm, status, err)
	case err != nil:
		return err
	}
	return site.Redirect(w, r, importsPath+"/"+r.PathValue("ref")+"/"+r.PathValue("id"))
}

func (h *handlers) undoImport(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	err := h.service.Undo(r.Context(), site.Actor(r), r.PathValue("id"), r.PostForm.Get("why"))
	if fault.Is(err, fault.Invalid) {
		return h.writeImport(w, r, r.PostForm, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return site.Redirect(w, r, importsPath+"/"+r.PathValue("ref")+"/"+r.PathValue("id"))
}

// removeImport deletes an upload that was not imported, once it is confirmed.
func (h *handlers) removeImport(w http.ResponseWriter, r *http.Request) error {
	words, by := h.PagePrinter(r), site.Actor(r)
	p, err := h.service.Preview(r.Context(), by, r.PathValue("id"), place.Mapping{}, false)
	if err != nil || p.Table.Ref != r.PathValue("ref") {
		return errors.Join(err, notThere(err))
	}
	list := importsPath + "/" + p.Table.Ref
	if p.Import.State == place.Uploaded { // otherwise Remove says why not
		var ok bool
		if by, ok, err = h.Confirm(w, r, web.Irreversible{
			Act: place.RemoveAct, SubjectKind: "figures", Subject: p.Table.Ref, Needs: actor.ApproveRecords,
			Title: words.Say("Remove this file"), Name: p.Import.Name,
			Effects: []string{words.Say("The uploaded file will be deleted. No figure changes.")},
			Back:    page.Link{Text: words.Say("Back to all imports"), Href: list},
		}); err != nil || !ok {
			return err
		}
	}
	if err := h.service.Remove(r.Context(), by, p.Import.ID); err != nil {
		return err
	}
	return site.Redirect(w, r, list)
}
