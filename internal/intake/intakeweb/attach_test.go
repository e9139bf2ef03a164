package intakeweb

import (
	"archive/zip"
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"mime/multipart"
	"net/http/httptest"
	"net/textproto"
	"regexp"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/survey"
)

// sentFile is a file that a browser sends in a form.
type sentFile struct{ field, name, content string }

// postFiles sends a form with files as a browser does.
func (f *fixture) postFiles(path string, fields map[string][]string, all ...sentFile) *httptest.ResponseRecorder {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, values := range fields {
		for _, value := range values {
			w.WriteField(name, value)
		}
	}
	for _, one := range all {
		head := textproto.MIMEHeader{}
		head.Set("Content-Disposition", fmt.Sprintf(`form-data; name="%s"; filename="%s"`, one.field, one.name))
		head.Set("Content-Type", "application/pdf")
		part, _ := w.CreatePart(head)
		io.WriteString(part, one.content)
	}
	w.Close()
	r := httptest.NewRequest("POST", path, &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return f.browser.send(f, r)
}

// site is a consultation with a question for files.
func siteWithFiles(slug consult.Slug) consult.Definition {
	def := pool
	def.Slug = slug
	def.Forms = []survey.Form{{ID: "site", Title: "The site", Lang: "en", Edition: "standard", Pages: []survey.Page{
		{ID: "one", Title: "One", Questions: []survey.Question{
			{ID: "plan", Kind: survey.Files, Text: "Do you have a plan?", Accept: []string{"documents", "pictures"}, Max: new(2), MaxMegabytes: 1},
			{ID: "name", Kind: survey.ShortText, Text: "What does it show?", Required: true},
		}},
		{ID: "two", Title: "Two", Questions: []survey.Question{{ID: "more", Kind: survey.ShortText, Text: "More?"}}},
	}}}
	return def
}

const aPDF = "%PDF-1.4\n1 0 obj\nendobj\n%%EOF\n"

var attachedValue = regexp.MustCompile(`<input type="hidden" name="plan" value="([^"]+)">`)

func attachedValues(out *httptest.ResponseRecorder) (all []string) {
	for _, m := range attachedValue.FindAllStringSubmatch(out.Body.String(), -1) {
		all = append(all, m[1])
	}
	return all
}

// A file is chosen once: it stays while other answers have errors, on later pages and when the respondent comes back. It
// can be removed. Once it is sent it is the answer by its digest, and the council has its content.
//
// Row G of docs/faults.md.
func TestFilesAreChosenOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		f.define(siteWithFiles("site"))
		base := f.startOf("site")
		f.check("the page", f.get(base+"one"), 200, `enctype="multipart/form-data"`)

		out := f.postFiles(base+"one", map[string][]string{"version": {"0"}}, sentFile{"plan", `C:\me\..\the plan.pdf`, aPDF})
		f.check("another answer is missing", out, 422, "the plan.pdf")
		values := attachedValues(out)
		if len(values) != 1 || strings.Contains(out.Body.String(), "me\\") {
			t.Fatalf("%d files are attached: %s", len(values), out.Body)
		}
		out = f.postFiles(base+"one", map[string][]string{"version": {"0"}, "plan": values}, sentFile{"plan", "b.txt", "A letter."})
		if values = attachedValues(out); len(values) != 2 {
			t.Fatalf("%d files are attached", len(values))
		}
		out = f.postFiles(base+"one", map[string][]string{"version": {"0"}, "plan": values, "remove-file": {"plan " + values[1]}})
		f.check("removed", out, 200, "the plan.pdf")
		if left := attachedValues(out); len(left) != 1 || left[0] != values[0] {
			t.Fatalf("left are %q", left)
		}
		f.check("continue", f.postFiles(base+"one", map[string][]string{"version": {"0"}, "plan": values[:1], "name": {"A bridge"}},
			sentFile{"plan", "", ""}), 303, base+"two")
		if got := attachedValues(f.get(base + "one")); len(got) != 1 {
			t.Fatalf("the saved page has the files %q", got)
		}
		f.check("the next page", f.post(base+"two", map[string][]string{"version": {"1"}}), 303, base+"check")
		f.check("check your answers", f.get(base+"check"), 200, "the plan.pdf")
		f.check("send", f.post(base+"check", map[string][]string{"action": {"send"}}), 200, "Response received")

		var sent []*intake.AttachedFile
		var content bytes.Buffer
		if err := d.View(t.Context(), func(tx *db.Tx) error {
			ids, err := db.All(t.Context(), tx, db.Text, `SELECT id FROM intake_response WHERE consultation = 'site'`)
			if err != nil || len(ids) != 1 {
				t.Fatalf("%q %v", ids, err)
			}
			if sent, err = intake.FilesOf(t.Context(), tx, ids[0]); err != nil || len(sent) != 1 {
				t.Fatalf("%d files: %v", len(sent), err)
			}
			answers, err := db.One(t.Context(), tx, db.Text, `SELECT answers FROM intake_response WHERE id = $1`, ids[0])
			if err != nil || !strings.Contains(answers, `"plan":{"files":["`+sent[0].Digest+`"]}`) {
				t.Errorf("the answers are %s", answers)
			}
			_, err = f.service.AuditFiles(t.Context(), tx, func(problem string) { t.Error(problem) })
			if rest, err := db.One(t.Context(), tx, db.Int, `SELECT COUNT(*) FROM intake_file WHERE response = ''`); err != nil || rest != 0 {
				t.Errorf("%d files were not deleted: %v", rest, err)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if err := intake.WriteFile(t.Context(), d, sent[0], &content); err != nil || content.String() != aPDF || sent[0].Name != "the plan.pdf" {
			t.Errorf("%q is %q: %v", sent[0].Name, &content, err)
		}
	})
}

// Files that are not what the question asks for are refused with a sentence that says what to do, and other answers stay.
// A value of another respondent, or an invented one, attaches nothing.
//
// Row G of docs/faults.md.
func TestHostileAttachmentsAreRefused(t *testing.T) {
	f := newFixture(t, dbtest.Open(t, t.TempDir()+"/test.db"))
	f.define(siteWithFiles("site"))
	base := f.startOf("site")
	fields := func() map[string][]string { return map[string][]string{"version": {"0"}, "name": {"A bridge"}} }
	var bomb, sheet bytes.Buffer
	z := zip.NewWriter(&bomb)
	part, _ := z.Create("word/document.xml")
	part.Write(make([]byte, 30<<20))
	z.Close()
	z = zip.NewWriter(&sheet)
	part, _ = z.Create("xl/workbook.xml")
	part.Write([]byte("<workbook/>"))
	z.Close()
	for _, test := range []struct{ name, content, want string }{
		{"page.pdf", "<!doctype html><script>alert(1)</script>", "it is a web page or a program"},
		{"picture.svg", `<svg xmlns="http://www.w3.org/2000/svg"/>`, "it is a web page or a program"},
		{"bomb.docx", bomb.String(), "it is too large when uncompressed"},
		{"figures.xlsx", sheet.String(), "is of another type. Choose a file of one of these types: PDF, DOCX, ODT, TXT, JPG, PNG."},
		{"empty.pdf", "", "“empty.pdf” is empty"},
		{"large.pdf", aPDF + strings.Repeat("x", 1<<20) + "%%EOF", "“large.pdf” must be 1 MB or smaller"},
		{"program.pdf", "MZ\x90\x00\x03", "it is not a file type we accept"},
		{"\u202efdp.exe", "MZ\x90\x00\x03", "“fdp.exe”"},
	} {
		out := f.postFiles(base+"one", fields(), sentFile{"plan", test.name, test.content})
		f.check(test.name, out, 422, test.want)
		f.check(test.name, out, 422, `value="A bridge"`)
		if len(attachedValues(out)) > 0 {
			t.Errorf("%s is attached", test.name)
		}
	}
	var many []sentFile
	for i := range 10_000 {
		many = append(many, sentFile{"plan", fmt.Sprintf("%d.pdf", i), "x"})
	}
	f.check("10,000 files", f.postFiles(base+"one", fields(), many...), 413, "more files than we ask for")
	three := []sentFile{{"plan", "a.txt", "a"}, {"plan", "b.txt", "b"}, {"plan", "c.txt", "c"}}
	f.check("three files", f.postFiles(base+"one", fields(), three...), 422, "Remove files until 2 are left")
	f.check("a file for another field", f.postFiles(base+"one", fields(), sentFile{"name", "a.txt", "a"}), 303, base+"two")

	other := attachedValues(f.postFiles(base+"one", map[string][]string{"version": {"1"}}, sentFile{"plan", "mine.txt", "mine"}))
	f.browser = newBrowser()
	again := f.startOf("site")
	for _, value := range append(other, strings.Repeat("0", 64), strings.Repeat("0", 64)+".x.y.1.z", "paper") {
		stolen := fields()
		stolen["plan"] = []string{value}
		out := f.postFiles(again+"one", stolen)
		f.check("a value of another respondent", out, 422, "no longer stored. Attach it again.")
		if len(attachedValues(out)) > 0 {
			t.Errorf("%s is attached", value)
		}
	}
}

// A picture is stored without the place where it was taken, and without what follows its end.
//
// Row G of docs/faults.md.
func TestAttachedPicturesHaveNoPlace(t *testing.T) {
	d := dbtest.Open(t, t.TempDir()+"/test.db")
	f := newFixture(t, d)
	f.define(siteWithFiles("site"))
	var plain bytes.Buffer
	if err := jpeg.Encode(&plain, image.NewGray(image.Rect(0, 0, 40, 40)), nil); err != nil {
		t.Fatal(err)
	}
	exif := "Exif\x00\x00GPS 52.6369 N 1.1398 W"
	picture := plain.String()[:2] + "\xff\xe1\x00" + string(rune(len(exif)+2)) + exif + plain.String()[2:]
	second := picture + picture // as phones append a smaller picture
	base := f.startOf("site")
	value := attachedValues(f.postFiles(base+"one", map[string][]string{"version": {"0"}}, sentFile{"plan", "me.jpg", second}))
	if len(value) != 1 {
		t.Fatalf("%q", value)
	}
	file, ok := intake.ParseFileValue(value[0])
	var got bytes.Buffer
	if err := intake.WriteFile(t.Context(), d, file, &got); !ok || err != nil {
		t.Fatal(ok, err)
	}
	if !bytes.Equal(got.Bytes(), plain.Bytes()) {
		t.Errorf("%d bytes are stored of a picture of %d: %q", got.Len(), plain.Len(), got.Bytes())
	}
}
