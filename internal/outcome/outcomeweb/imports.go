package outcomeweb

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
	"github.com/folkmoot/folkmoot/internal/outcome"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// importsView is the data for imports.html.
type importsView struct {
	page.StaffView
	Title, Lang string
	Back        page.Link
	Form        form.Form // one field: the file
	Upload      page.Uploads
}

var importsPage = page.New(files, "templates/imports.html",
	importsView{Title: "Feeling safe", Lang: "en", Back: page.Link{Text: "Back to the record", Href: "/staff/indicators/safe"},
		Form:   fileField(""),
		Upload: page.Uploads{Hint: "CSV or JSON-stat 2.0.", Accept: ".csv,.json"}},
	importsView{
		Title: "Feeling safe", Lang: "en", Back: page.Link{Text: "Back to the record", Href: "/staff/indicators/safe"},
		Form: fileField("Choose a file to upload."), Upload: page.Uploads{
			Hint: "CSV or JSON-stat 2.0.", Accept: ".csv,.json", Error: "Choose a file to upload.",
			Files: []page.UploadedFile{{Name: "safe.json", Href: "/staff/indicator-imports/safe/x", Date: "1 May 2026", State: "Imported"}}},
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
	var i *outcome.Indicator
	var found db.Page[*place.Import]
	err := h.DB.View(r.Context(), func(tx *db.Tx) (err error) {
		if i, err = outcome.Get(r.Context(), tx, r.PathValue("ref")); err != nil {
			return err
		}
		found, err = outcome.ListImports(r.Context(), tx, i.Ref, r.URL.Query().Get(page.CursorName), listSize)
		return err
	})
	if err != nil {
		return err
	}
	words := h.PagePrinter(r)
	v := importsView{
		Title: i.Title, Lang: words.LangOrCouncil(i.Language), Form: fileField(wrong),
		Back:   page.Link{Text: words.Say("Back to the record"), Href: outcome.RecordsPath + "/" + i.Ref},
		Upload: web.NewUploads(words, importsPath+"/"+i.Ref, found),
	}
	v.Upload.Error, v.Upload.Accept = wrong, ".csv,.json,text/csv,application/json"
	v.Upload.Hint = words.Say("CSV in UTF-8 with the names of its columns in the first line, or one dataset in JSON-stat 2.0. Up to %d MB.",
		place.MaxFileBytes>>20)
	return importsPage.Write(w, r, status, v)
}

func (h *handlers) upload(w http.ResponseWriter, r *http.Request) error {
	ref, id := r.PathValue("ref"), ""
	err := web.ReadUpload(r, func(name string, from io.Reader) (err error) {
		id, err = h.service.Upload(r.Context(), site.Actor(r), ref, name, from)
		return err
	})
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.TooLarge) {
		return h.writeImports(w, r, http.StatusUnprocessableEntity, page.ErrorMessage(r, err))
	}
	if err != nil {
		return err
	}
	return site.Redirect(w, r, importsPath+"/"+ref+"/"+id)
}

// importView is the data for import.html.
type importView struct {
	page.StaffView
	Title, Lang, Name, State string

	Back    page.Link
	Wrong   string // why the mapping cannot be used, or the file not imported
	Columns *columnsView
	Guesses []string  // which columns were guessed, and why
	Found   []string  // what the mapping finds, in sentences
	Periods []string  // how periods are read
	Rows    []rowView // that are wrong
	MoreBad int       // wrong rows that are not listed
	Unknown []string  // places in the file that we do not have
	Changes []changedView
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
	Is      string
	Heads   []string
	Samples [][]string
}

// rowView is a row of the file that is wrong.
type rowView struct {
	Row int64
	Say string
}

// changedView is a reading before and after.
type changedView struct{ Place, Period, Before, After string }

// applyView is the form that imports the file as it is shown.
type applyView struct {
	Path   string
	Fields []page.Link // names and values
}

// NoStore implements what package page asks of views.
func (v importView) NoStore() bool { return true }

var importPage = page.New(files, "templates/import.html",
	importView{
		Title: "Feeling safe", Lang: "en", Name: "safe.csv", State: "Not imported yet",
		Back: page.Link{Text: "Back to all imports", Href: "/staff/indicator-imports/safe"},
		Columns: &columnsView{
			Path:    "/staff/indicator-imports/safe/x",
			Selects: []page.FilterSelect{page.NewFilterSelect("place", "Column with places", "None", "code", []string{"code", "n"}, "")},
			Heads:   []string{"code", "n"}, Samples: [][]string{{"E07999999", "12"}},
		},
		Guesses: []string{"Column with places: “code”, because of its name."}, Found: []string{"1 reading."},
		Periods: []string{"“2021/22” is 1 April 2021 to 31 March 2022."}, Unknown: []string{"E06000001"},
		Changes: []changedView{{"Exampleton", "2023", "10 (9 to 11)", "12"}, {"Exampleton", "2024", "", "3"}}, More: 4,
		Apply:  &applyView{"/staff/indicator-imports/safe/x", []page.Link{{Text: "place", Href: "code"}}},
		Remove: "/staff/indicator-imports/safe/x/remove",
		Why:    page.WhyCorrected{Asked: true, Value: "The source revised them.", Max: place.MaxWhy},
	},
	importView{
		Title: "Feeling safe", Lang: "en", Name: "safe.csv", State: "Not imported yet", Wrong: "Correct the wrong rows in the file.",
		Back:    page.Link{Text: "Back to all imports", Href: "/staff/indicator-imports/safe"},
		Columns: &columnsView{Path: "/staff/indicator-imports/safe/x", Is: "x"}, Rows: []rowView{{3, "“x” is not a number."}}, MoreBad: 2,
	},
	importView{Title: "Feeling safe", Lang: "en", Name: "safe.csv", State: "Imported", Wrong: "Enter why.", Undo: "/undo",
		Why:  page.WhyCorrected{Asked: true, Error: "Enter why.", Max: place.MaxWhy},
		Back: page.Link{Text: "Back to all imports", Href: "/staff/indicator-imports/safe"}},
)

// shownChanges is how many changes are listed.
const shownChanges = 200

// readMapping returns the mapping that a form has, or nil if it has none.
func readMapping(typed url.Values) *outcome.Mapping {
	if !typed.Has("place") {
		return nil
	}
	m := &outcome.Mapping{Is: typed.Get("is")}
	for _, p := range outcome.Parts {
		*p.Column(m) = typed.Get(p.Name)
	}
	return m
}

func (h *handlers) showImport(w http.ResponseWriter, r *http.Request) error {
	return h.writeImport(w, r, r.URL.Query(), http.StatusOK, nil)
}

// writeImport shows what the import would change, with the columns as they were chosen or guessed, or what it has changed.
func (h *handlers) writeImport(w http.ResponseWriter, r *http.Request, typed url.Values, status int, wrong error) error {
	p, err := h.service.Preview(r.Context(), site.Actor(r), r.PathValue("id"), readMapping(typed))
	switch {
	case p == nil || p.Indicator == nil || p.Indicator.Ref != r.PathValue("ref"):
		return errors.Join(err, notThere(err))
	case err != nil && !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.TooLarge):
		return err
	case err != nil:
		wrong, status = err, http.StatusUnprocessableEntity
	}
	words := h.PagePrinter(r)
	v := importView{
		Title: p.Indicator.Title, Lang: words.LangOrCouncil(p.Indicator.Language), Name: p.Import.Name,
		State: p.Import.State.Label().In(words.Printer),
		Back:  page.Link{Text: words.Say("Back to all imports"), Href: importsPath + "/" + p.Indicator.Ref},
	}
	if wrong != nil {
		v.Wrong = page.ErrorMessage(r, wrong)
	}
	v.addFile(words, r, p)
	v.addChanges(words, p)
	path := importsPath + "/" + p.Indicator.Ref + "/" + p.Import.ID
	if p.CanUndo {
		v.Undo = path + "/undo"
	}
	v.Why = page.WhyCorrected{Asked: p.Correct || p.CanUndo, Value: typed.Get("why"), Max: place.MaxWhy}
	if v.Why.Asked {
		v.Why.Error = v.Wrong
	}
	if p.Import.State == place.Uploaded {
		v.Columns, v.Remove = newColumns(words, path, p), path+"/remove"
	}
	if p.File != nil && p.File.WrongN == 0 && len(p.Changes) > 0 {
		v.Apply = newApply(path, p)
	}
	return importPage.Write(w, r, status, v)
}

// newApply returns the form that imports the file with the mapping that is shown.
func newApply(path string, p *outcome.Preview) *applyView {
	v := &applyView{Path: path}
	for _, part := range outcome.Parts {
		v.Fields = append(v.Fields, page.Link{Text: part.Name, Href: *part.Column(&p.Mapping)})
	}
	v.Fields = append(v.Fields, page.Link{Text: "is", Href: p.Mapping.Is},
		page.Link{Text: "version", Href: strconv.FormatInt(p.Indicator.Version, 10)})
	return v
}

// notThere returns fault.NotFound if there is no other error.
func notThere(err error) error {
	if err != nil {
		return nil
	}
	return fault.New(fault.NotFound, "There are no such readings.")
}

// addFile adds what was found in the file.
func (v *importView) addFile(words web.PagePrinter, r *http.Request, p *outcome.Preview) {
	for _, g := range p.Guesses {
		v.Guesses = append(v.Guesses, words.Say("%s: “%s”, %s.", g.Part.Label, g.Column, g.Why))
	}
	f := p.File
	if f == nil {
		return
	}
	found := func(n int, text string) {
		if n > 0 {
			v.Found = append(v.Found, text)
		}
	}
	read, same, withheld := int64(len(f.Readings)), int64(p.Same), int64(f.Withheld)
	found(len(f.Readings), words.Count(read, "The file has %d reading of places that we have.",
		"The file has %d readings of places that we have."))
	found(p.Same, words.Count(same, "%d is the same already.", "%d are the same already."))
	found(f.Withheld, words.Count(withheld, "%d is not published by the source.", "%d are not published by the source."))
	found(f.UnknownN, words.Count(int64(f.UnknownN), "%d row is about a place that is not ours and is left out.",
		"%d rows are about places that are not ours and are left out."))
	found(f.WrongN, words.Count(int64(f.WrongN), "%d row is wrong.", "%d rows are wrong."))
	for _, text := range f.Periods[:min(len(f.Periods), shownPeriods)] {
		if from, to, err := outcome.ParsePeriod(text); err == nil {
			v.Periods = append(v.Periods, words.Say("“%s” is %s to %s.", text, from, to))
		}
	}
	for _, wrong := range f.Wrong {
		v.Rows = append(v.Rows, rowView{int64(wrong.Row), page.ErrorMessage(r, wrong.Say)})
	}
	v.MoreBad = f.WrongN - len(f.Wrong)
	v.Unknown = f.Unknown[:min(len(f.Unknown), 20)]
}

// shownPeriods is how many periods are explained.
const shownPeriods = 10

func (v *importView) addChanges(words web.PagePrinter, p *outcome.Preview) {
	text := func(r *outcome.Reading) string {
		if r == nil {
			return ""
		}
		if !r.HasInterval() {
			return words.Decimal(r.Value)
		}
		return words.Say("%s (%s to %s)", words.Decimal(r.Value), words.Decimal(*r.Lower), words.Decimal(*r.Upper))
	}
	for _, c := range p.Changes[:min(len(p.Changes), shownChanges)] {
		one := c.After
		if one == nil {
			one = c.Before
		}
		v.Changes = append(v.Changes, changedView{p.Names[one.Place], lazyPeriod(*one).In(words.Printer), text(c.Before), text(c.After)})
	}
	v.More = len(p.Changes) - len(v.Changes)
}

func newColumns(words web.PagePrinter, path string, p *outcome.Preview) *columnsView {
	v := &columnsView{Path: path, Is: p.Mapping.Is, Heads: p.Head, Samples: p.Samples}
	names := slices.DeleteFunc(slices.Clone(p.Head), func(name string) bool { return name == "" })
	for _, part := range outcome.Parts {
		none := words.Say("None")
		if part.Name == "only" {
			none = words.Say("Use all rows")
		}
		v.Selects = append(v.Selects,
			page.NewFilterSelect(part.Name, part.Label.In(words.Printer), none, *part.Column(&p.Mapping), names, ""))
	}
	return v
}

func (h *handlers) applyImport(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	m := readMapping(r.PostForm)
	if m == nil {
		m = &outcome.Mapping{}
	}
	version, _ := strconv.ParseInt(r.PostForm.Get("version"), 10, 64)
	err := h.service.Apply(r.Context(), site.Actor(r), r.PathValue("id"), *m, version, r.PostForm.Get("why"))
	switch {
	case fault.Is(err, fault.Conflict):
		return h.writeImport(w, r, r.PostForm, http.StatusConflict, err)
	case fault.Is(err, fault.Invalid):
		return h.writeImport(w, r, r.PostForm, http.StatusUnprocessableEntity, err)
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
	p, err := h.service.Preview(r.Context(), by, r.PathValue("id"), nil)
	if err != nil || p.Indicator.Ref != r.PathValue("ref") {
		return errors.Join(err, notThere(err))
	}
	list := importsPath + "/" + p.Indicator.Ref
	if p.Import.State == place.Uploaded { // otherwise Remove says why not
		var ok bool
		if by, ok, err = h.Confirm(w, r, web.Irreversible{
			Act: outcome.RemoveAct, SubjectKind: "indicator", Subject: p.Indicator.Ref, Needs: actor.ApproveRecords,
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
