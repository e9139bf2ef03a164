package files_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/files"
)

var officer = actor.Actor{ID: "u1", Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.Staff, actor.Draft}}

const pdf = "%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer\n%%EOF\n"

func zipFile(parts ...string) string {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		p, _ := w.CreateHeader(&zip.FileHeader{Name: parts[i], Method: zip.Deflate})
		io.WriteString(p, parts[i+1])
	}
	w.Close()
	return b.String()
}

func pngImage(width, height int) string {
	var b bytes.Buffer
	png.Encode(&b, image.NewGray(image.Rect(0, 0, width, height)))
	return b.String()
}

// hugePNG is a PNG of a few bytes that says it has so many pixels.
func hugePNG(width, height uint32) string {
	small := []byte(pngImage(1, 1))
	binary.BigEndian.PutUint32(small[16:], width)
	binary.BigEndian.PutUint32(small[20:], height)
	binary.BigEndian.PutUint32(small[29:], crc32.ChecksumIEEE(small[12:29]))
	return string(small)
}

func jpegWithEXIF(place string) string {
	var b bytes.Buffer
	jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8)), nil)
	exif := "Exif\x00\x00" + place
	mark := append([]byte{0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(exif)+2))...)
	return b.String()[:2] + string(mark) + exif + b.String()[2:]
}

// Hostile inputs 36, 37, 38, 39, 44: what a file is called and what it is.
func TestTypesAreReadFromContent(t *testing.T) {
	many := []string{}
	for i := range 5001 {
		many = append(many, fmt.Sprint("p", i), "")
	}
	for _, test := range []struct {
		name, content string
		want          string // the type, or a piece of the refusal
	}{
		{"plan.pdf", pdf, files.PDF},
		{"a page that is called a PDF", "<!DOCTYPE html><script>1</script>", "a page or a program"},
		{"a page with room before it", "\n \t<HTML>", "a page or a program"},
		{"a drawing with a script", `<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>`, "a page or a program"},
		{"a PDF that is cut short", "%PDF-1.7\nhello", "does not end"},
		{"a PDF that runs a program", strings.Replace(pdf, "/Type", "/OpenAction <</S /JavaScript>> /Type", 1), "runs a program"},
		{"a PDF with a program where two pieces meet", "%PDF-1.7\n" + strings.Repeat("x", 1<<20-12) + "/JavaScript" + pdf[8:], "runs a program"},
		{"a letter", zipFile("[Content_Types].xml", "<x/>", "word/document.xml", "<x/>"), files.DOCX},
		{"a sheet", zipFile("xl/workbook.xml", "<x/>"), files.XLSX},
		{"an OpenDocument sheet", zipFile("mimetype", files.ODS, "content.xml", "<x/>"), files.ODS},
		{"a letter with macros", zipFile("word/document.xml", "<x/>", "word/vbaProject.bin", "x"), "macros"},
		{"an archive", zipFile("a.txt", "a"), "an archive"},
		{"an archive that leaves its folder", zipFile("word/document.xml", "", "../../etc/passwd", "x"), "named as no office"},
		{"a part twice", zipFile("word/document.xml", "a", "Word/Document.xml", "b"), "named as no office"},
		{"a bomb", zipFile("word/document.xml", strings.Repeat("\x00", 60<<20)), "unpacks to far more"},
		{"thousands of parts", zipFile(many...), "thousands of parts"},
		{"half an archive", zipFile("word/document.xml", "x")[:40], "cannot be opened"},
		{"a picture", pngImage(3, 2), files.PNG},
		{"a picture that is far too large", hugePNG(60_000, 60_000), "larger than"},
		{"a picture with a page behind it", pngImage(3, 2) + "<script>1</script>", "something else stands behind"},
		{"a picture that is none", "\x89PNG\r\n\x1a\nhello", "cannot be read"},
		{"a program", "\x7fELF\x01\x01", "not one of those"},
		{"a script", "#!/bin/sh\nrm -rf /", "a page or a program"},
		{"notes", "Come to the hall.\r\n", files.Text},
		{"notes with bytes that are no text", "Come\x00", "not one of those"},
		{"EICAR's test file", `X5O!P%@AP[4\PZX54(P^)7CC)7}$` + `EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`, files.Text}, // text: handed over to be kept, and never run
		{"nothing", "", "empty"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				s := &files.Service{DB: d, Temp: t.TempDir()}
				f, err := s.Upload(t.Context(), officer, test.name, strings.NewReader(test.content))
				if err != nil {
					if !strings.Contains(fault.Message(err), test.want) {
						t.Errorf("%v, want %q", err, test.want)
					}
					return
				}
				if f.Type != test.want {
					t.Errorf("it is taken as %s, want %q", f.Type, test.want)
				}
				var back bytes.Buffer
				if err := s.Download(t.Context(), f, &back); err != nil || back.String() != test.content {
					t.Errorf("%d bytes come back of %d: %v", back.Len(), len(test.content), err)
				}
			})
		})
	}
}

func TestCleanName(t *testing.T) {
	for name, want := range map[string]string{
		"../../etc/cron.d/x":               "x.pdf",
		`C:\Users\somebody\plan.doc`:       "plan.pdf",
		"con.txt":                          "file con.pdf",
		"LPT1":                             "file LPT1.pdf",
		"annexe\u202efdp.exe":              "annexefdp.pdf",
		"a\r\nSet-Cookie: x=1":             "x=1.pdf",
		"<svg onload=alert(1)>.pdf":        "svg onload=alert(1).pdf",
		strings.Repeat("é", 300):           strings.Repeat("é", 50) + ".pdf",
		".htaccess":                        "htaccess.pdf",
		"":                                 "file.pdf",
		"...":                              "file.pdf",
		"\xff\xfe":                         "file.pdf",
		"કાર્યક્રમ.pdf":                    "કાર્યક્રમ.pdf",
		"Plan (final), version 2.1 – 2016": "Plan (final), version 2.pdf",
	} {
		if got := files.CleanName(name, files.PDF); got != want {
			t.Errorf("%q becomes %q, want %q", name, got, want)
		}
	}
}

// Hostile input 45: a photograph says where it was taken.
func TestPhotographMetadataIsRemoved(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := &files.Service{DB: d, Temp: t.TempDir()}
		f, err := s.Upload(t.Context(), officer, "hall.jpg", strings.NewReader(jpegWithEXIF("GPS 52.6 N 1.1 W")))
		if err != nil {
			t.Fatal(err)
		}
		var back bytes.Buffer
		if err := s.Download(t.Context(), f, &back); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(back.String(), "GPS") {
			t.Error("it still does")
		}
		if _, err := jpeg.Decode(&back); err != nil {
			t.Errorf("and it is no picture any more: %v", err)
		}
	})
}

// Hostile input 42: an upload that is broken off leaves nothing behind.
func TestAFailedUploadLeavesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := &files.Service{DB: d, Temp: t.TempDir()}
		broken := io.MultiReader(strings.NewReader(pdf[:20]), iotest.ErrReader(errors.New("connection reset")))
		if _, err := s.Upload(t.Context(), officer, "plan.pdf", broken); !strings.Contains(fault.Message(err), "did not arrive whole") {
			t.Errorf("%v", err)
		}
		if _, err := s.Upload(t.Context(), officer, "plan.pdf", io.LimitReader(endlessReader{}, files.MaxBytes+10)); !fault.Is(
			err,
			fault.TooLarge,
		) {
			t.Errorf("too large: %v", err)
		}
		left, err := os.ReadDir(s.Temp)
		if err != nil || len(left) > 0 {
			t.Errorf("%v is left behind (%v)", left, err)
		}
		if err := d.View(t.Context(), func(tx *db.Tx) error {
			used, err := files.UsedBytes(t.Context(), tx, actor.CouncilOrg)
			if used != 0 {
				t.Errorf("%d bytes are left in the database", used)
			}
			return err
		}); err != nil {
			t.Error(err)
		}
	})
}

type endlessReader struct{}

func (endlessReader) Read(b []byte) (int, error) {
	copy(b, bytes.Repeat([]byte{'a'}, len(b)))
	return len(b), nil
}

// Hostile inputs 46 and 60: who may have a file.
func TestFilesAreVisibleToTheirOrganisationOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := &files.Service{DB: d, Temp: t.TempDir()}
		f, err := s.Upload(t.Context(), officer, "plan.pdf", strings.NewReader(pdf))
		if err != nil {
			t.Fatal(err)
		}
		partner := actor.Actor{ID: "u2", Org: "partner", Capabilities: actor.AllCapabilities}
		may := func(by actor.Actor) bool {
			_, err := s.Get(t.Context(), by, f.ID)
			if err != nil && !fault.Is(err, fault.NotFound) {
				t.Errorf("%v", err)
			}
			return err == nil
		}
		if !may(officer) || may(partner) || may(actor.Actor{}) {
			t.Error("a draft's file is for others too")
		}
		if err := s.Delete(t.Context(), partner, f.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("another organisation deletes it: %v", err)
		}
		err = d.Update(t.Context(), func(tx *db.Tx) error { return files.Publish(t.Context(), tx, partner, []string{f.Path()}) })
		if !fault.Is(err, fault.Invalid) || may(actor.Actor{}) {
			t.Errorf("another organisation publishes it: %v", err)
		}
		if err := d.Update(t.Context(), func(tx *db.Tx) error {
			return files.Publish(t.Context(), tx, officer, []string{"https://example.org/files/x", f.Path()})
		}); err != nil {
			t.Fatal(err)
		}
		if !may(actor.Actor{}) {
			t.Error("what is published cannot be read")
		}
		if err := s.Delete(t.Context(), officer, f.ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("what is published can be deleted: %v", err)
		}
		for _, id := range []string{"", "x", strings.Repeat("A", 26), "../../../../../etc/passwd00", f.ID + "'"} {
			if _, err := s.Get(t.Context(), officer, id); !fault.Is(err, fault.NotFound) {
				t.Errorf("%q: %v", id, err)
			}
		}
	})
}

func TestFindPaths(t *testing.T) {
	a, b := "/files/"+strings.Repeat("A", 26), "/files/"+strings.Repeat("B", 26)
	got := files.FindPaths(`{"link":"` + b + `","text":"[the plan](` + a + `) and ` + a + `x and /files/short"}`)
	if len(got) != 2 || got[0] != a || got[1] != b {
		t.Errorf("%q", got)
	}
}

// Hostile input 44: what the scanner finds is not kept, and a scanner that does
// not answer is not taken for one that found nothing.
func TestVirusScan(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := &files.Service{DB: d, Temp: t.TempDir()}
		s.Scan = func(_ context.Context, r io.Reader) (string, error) {
			b, err := io.ReadAll(r)
			if strings.Contains(string(b), "EICAR") {
				return "Eicar-Test-Signature", err
			}
			return "", err
		}
		if _, err := s.Upload(t.Context(), officer, "a.txt", strings.NewReader("EICAR")); !fault.Is(err, fault.Invalid) {
			t.Errorf("a virus: %v", err)
		}
		if _, err := s.Upload(t.Context(), officer, "a.txt", strings.NewReader("Hello")); err != nil {
			t.Errorf("no virus: %v", err)
		}
		s.Scan = func(context.Context, io.Reader) (string, error) { return "", errors.New("connection refused") }
		if _, err := s.Upload(t.Context(), officer, "a.txt", strings.NewReader("Hello")); !fault.Is(err, fault.Busy) {
			t.Errorf("no scanner: %v", err)
		}
	})
}
