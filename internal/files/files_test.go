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
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

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

// hugePNG returns a small PNG whose header states these dimensions.
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

// Hostile inputs 36, 37, 38, 39, 44: the type comes from the content, whatever the
// name says.
func TestTypesAreReadFromContent(t *testing.T) {
	many := []string{}
	for i := range 5001 {
		many = append(many, fmt.Sprint("p", i), "")
	}
	for _, test := range []struct {
		name, content string
		want          string // the type, or part of the error message
	}{
		{"plan.pdf", pdf, files.PDF},
		{"page.pdf", "<!DOCTYPE html><script>1</script>", "a web page or a program"},
		{"a web page after white space", "\n \t<HTML>", "a web page or a program"},
		{"an SVG with a script", `<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>`, "a web page or a program"},
		{"a truncated PDF", "%PDF-1.7\nhello", "incomplete or damaged"},
		{
			"a PDF with a script",
			strings.Replace(pdf, "/Type", "/OpenAction <</S /JavaScript>> /Type", 1),
			"contains a script",
		},
		{
			"a PDF with a script across two blocks",
			"%PDF-1.7\n" + strings.Repeat("x", 1<<20-12) + "/JavaScript" + pdf[8:],
			"contains a script",
		},
		{"a Word document", zipFile("[Content_Types].xml", "<x/>", "word/document.xml", "<x/>"), files.DOCX},
		{"an Excel workbook", zipFile("xl/workbook.xml", "<x/>"), files.XLSX},
		{"an OpenDocument spreadsheet", zipFile("mimetype", files.ODS, "content.xml", "<x/>"), files.ODS},
		{"a Word document with macros", zipFile("word/document.xml", "<x/>", "word/vbaProject.bin", "x"), "macros"},
		{"a ZIP file", zipFile("a.txt", "a"), "a ZIP file"},
		{"a part outside the folder", zipFile("word/document.xml", "", "../../etc/passwd", "x"), "not those of an Office document"},
		{"a part twice", zipFile("word/document.xml", "a", "Word/Document.xml", "b"), "not those of an Office document"},
		{"a zip bomb", zipFile("word/document.xml", strings.Repeat("\x00", 11<<20)), "too large when uncompressed"},
		{"thousands of parts", zipFile(many...), "too many parts"},
		{"half a ZIP file", zipFile("word/document.xml", "x")[:40], "cannot be opened"},
		{"a PNG image", pngImage(3, 2), files.PNG},
		{"a PNG with huge dimensions", hugePNG(60_000, 60_000), "10,000 pixels wide"},
		{"a PNG followed by a web page", pngImage(3, 2) + "<script>1</script>", "extra data after the end"},
		{"a damaged PNG", "\x89PNG\r\n\x1a\nhello", "damaged"},
		{"a program", "\x7fELF\x01\x01", "not a file type we accept"},
		{"a shell script", "#!/bin/sh\nrm -rf /", "a web page or a program"},
		{"plain text", "Come to the hall.\r\n", files.Text},
		{"text with a zero byte", "Come\x00", "not a file type we accept"},
		{ // it is text, which browsers save and never run
			"the EICAR test file",
			`X5O!P%@AP[4\PZX54(P^)7CC)7}$` + `EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`,
			files.Text,
		},
		{"an empty file", "", "empty"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				s := &files.Service{DB: d, Temp: t.TempDir()}
				f, err := s.Upload(t.Context(), officer, test.name, strings.NewReader(test.content))
				if err != nil {
					if !strings.Contains(fault.Message(err), test.want) {
						t.Errorf("error %v, want %q", err, test.want)
					}
					return
				}
				if f.Type != test.want {
					t.Errorf("accepted as %s, want %q", f.Type, test.want)
				}
				var got bytes.Buffer
				if err := s.Download(t.Context(), f, &got); err != nil || got.String() != test.content {
					t.Errorf("downloaded %d bytes of %d, or others (%v)", got.Len(), len(test.content), err)
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
			t.Errorf("CleanName(%q) = %q, want %q", name, got, want)
		}
	}
}

// Hostile input 45: photographs contain the place where they were taken.
func TestPhotographMetadataIsRemoved(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := &files.Service{DB: d, Temp: t.TempDir()}
		f, err := s.Upload(t.Context(), officer, "hall.jpg", strings.NewReader(jpegWithEXIF("GPS 52.6 N 1.1 W")))
		if err != nil {
			t.Fatal(err)
		}
		var got bytes.Buffer
		if err := s.Download(t.Context(), f, &got); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(got.String(), "GPS") {
			t.Error("the place was not removed")
		}
		if _, err := jpeg.Decode(&got); err != nil {
			t.Errorf("the result is not a valid JPEG: %v", err)
		}
	})
}

// Hostile input 42: an interrupted upload.
func TestAFailedUploadLeavesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := &files.Service{DB: d, Temp: t.TempDir()}
		broken := io.MultiReader(strings.NewReader(pdf[:20]), iotest.ErrReader(errors.New("connection reset")))
		_, err := s.Upload(t.Context(), officer, "plan.pdf", broken)
		if !strings.Contains(fault.Message(err), "did not finish") {
			t.Errorf("an interrupted upload: %v", err)
		}
		_, err = s.Upload(t.Context(), officer, "plan.pdf", io.LimitReader(endlessReader{}, files.MaxBytes+10))
		if !fault.Is(err, fault.TooLarge) {
			t.Errorf("a file over the limit: %v", err)
		}
		left, err := os.ReadDir(s.Temp)
		if err != nil || len(left) > 0 {
			t.Errorf("files remain: %v (%v)", left, err)
		}
		if err := d.View(t.Context(), func(tx *db.Tx) error {
			used, err := files.UsedBytes(t.Context(), tx, actor.CouncilOrg)
			if used != 0 {
				t.Errorf("%d bytes remain in the database", used)
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

// Hostile inputs 46 and 60: who may download, publish and delete a file.
func TestFilesAreVisibleToTheirOrganisationOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := &files.Service{DB: d, Temp: t.TempDir()}
		f, err := s.Upload(t.Context(), officer, "plan.pdf", strings.NewReader(pdf))
		if err != nil {
			t.Fatal(err)
		}
		d.SetClock(func() time.Time { return dbtest.Now.Add(time.Hour) })
		if _, err := s.Upload(t.Context(), officer, "annex.txt", strings.NewReader(strings.Repeat("Annex. ", 2000))); err != nil {
			t.Fatal(err)
		}
		dbtest.CheckSorts(t, files.Sorts.Names(), func(by db.Sort, at string) (p db.Page[*files.File], err error) {
			return p, d.View(t.Context(), func(tx *db.Tx) error {
				p, err = files.List(t.Context(), tx, officer.Org, by, at, 1)
				return err
			})
		}, func(f *files.File) []string {
			return []string{db.Time(f.At), f.Name, fmt.Sprintf("%09d", f.Size), f.ID}
		})
		partner := actor.Actor{ID: "u2", Org: "partner", Capabilities: actor.AllCapabilities}
		may := func(by actor.Actor) bool {
			_, err := s.Get(t.Context(), by, f.ID)
			if err != nil && !fault.Is(err, fault.NotFound) {
				t.Errorf("got %v, want not found", err)
			}
			return err == nil
		}
		if !may(officer) || may(partner) || may(actor.Actor{}) {
			t.Error("only its organisation may download a file that is not public")
		}
		if err := s.Delete(t.Context(), partner, f.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("another organisation deletes the file: %v", err)
		}
		err = d.Update(t.Context(), func(tx *db.Tx) error { return files.Publish(t.Context(), tx, partner, []string{f.Path()}) })
		if !fault.Is(err, fault.Invalid) || may(actor.Actor{}) {
			t.Errorf("another organisation publishes the file: %v", err)
		}
		if err := d.Update(t.Context(), func(tx *db.Tx) error {
			return files.Publish(t.Context(), tx, officer, []string{"https://example.org/files/x", f.Path()})
		}); err != nil {
			t.Fatal(err)
		}
		if !may(actor.Actor{}) {
			t.Error("the public cannot download a public file")
		}
		if err := s.Delete(t.Context(), officer, f.ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("deleting a public file: %v, want a conflict", err)
		}
		for _, id := range []string{"", "x", strings.Repeat("A", 26), "../../../../../etc/passwd00", f.ID + "'"} {
			if _, err := s.Get(t.Context(), officer, id); !fault.Is(err, fault.NotFound) {
				t.Errorf("file %q: %v, want not found", id, err)
			}
		}
	})
}

func TestFindPaths(t *testing.T) {
	a, b := "/files/"+strings.Repeat("A", 26), "/files/"+strings.Repeat("B", 26)
	got := files.FindPaths(`{"link":"` + b + `","text":"[the plan](` + a + `) and ` + a + `x and /files/short"}`)
	if len(got) != 2 || got[0] != a || got[1] != b {
		t.Errorf("got %q, want %q and %q", got, a, b)
	}
}

// Hostile input 44: infected files are refused, and so is every file while the
// scanner does not respond.
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
			t.Errorf("a harmless file: %v", err)
		}
		s.Scan = func(context.Context, io.Reader) (string, error) { return "", errors.New("connection refused") }
		if _, err := s.Upload(t.Context(), officer, "a.txt", strings.NewReader("Hello")); !fault.Is(err, fault.Busy) {
			t.Errorf("the scanner does not respond: %v", err)
		}
	})
}

func TestUploadsAndDeletionsAreInTheAuditLog(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := &files.Service{DB: d, Temp: t.TempDir()}
		f, err := s.Upload(t.Context(), officer, "plan.pdf", strings.NewReader(pdf))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Delete(t.Context(), officer, f.ID); err != nil {
			t.Fatal(err)
		}
		if err := d.View(t.Context(), func(tx *db.Tx) error {
			acts, err := db.All(t.Context(), tx, db.Text,
				`SELECT actor || ' ' || act || ' ' || kind || ' ' || subject FROM audit_entry ORDER BY number`)
			want := []string{officer.ID + " upload-file file " + f.ID, officer.ID + " delete-file file " + f.ID}
			if !slices.Equal(acts, want) {
				t.Errorf("the audit log has %q, want %q", acts, want)
			}
			return err
		}); err != nil {
			t.Error(err)
		}
	})
}
