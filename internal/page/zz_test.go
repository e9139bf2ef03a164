package page
import ("testing";"os";"fmt")
func TestDump(t *testing.T){ for i,s:=range partsPage.Samples(){ os.WriteFile(fmt.Sprintf("/tmp/fmdump/%d.html",i),[]byte(s),0o644)} }
