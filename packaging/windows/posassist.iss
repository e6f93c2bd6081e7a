; Installs posassist for the one who runs it; no administrator is asked for.
;   iscc packaging\windows\posassist.iss      (after python packaging\dev.py package)
; Needs Inno Setup 6.5 or newer, which brings the Chinese words. Never run on Windows: under
; Wine it was compiled, and installed, renewed and removed a stand-in for the program.
; The version is read from the program that was built; signing is optional:
;   iscc /DSigned /Ssigned=COMMAND packaging\windows\posassist.iss

#define Program AddBackslash(SourcePath) + "..\..\dist\posassist"
#define Window Program + "\posassist-window.exe"
#define Version GetStringFileInfo(Window, "ProductVersion")

[Setup]
; Never changes: Windows knows an older installation by it.
AppId={{3E5C7D0A-6B0F-4B43-9B63-6A1D5B1E7C52}
AppName=posassist
AppVersion={#Version}
AppVerName=posassist {#Version}
AppPublisher=the posassist authors
VersionInfoVersion={#GetVersionNumbersString(Window)}
PrivilegesRequired=lowest
DefaultDirName={localappdata}\Programs\posassist
DisableProgramGroupPage=yes
DisableDirPage=auto
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
LicenseFile=..\..\LICENSE
SetupIconFile=..\..\build\icons\posassist.ico
UninstallDisplayIcon={app}\posassist-window.exe
OutputDir=..\..\dist\packed
OutputBaseFilename=posassist-{#Version}-windows-setup
Compression=lzma2
SolidCompression=yes
WizardStyle=modern
; A running program is closed by its owner, not by us: books may be open in it.
CloseApplications=no
#ifdef Signed
SignTool=signed
#endif

[Languages]
Name: "zh"; MessagesFile: "compiler:Languages\ChineseSimplified.isl"
Name: "en"; MessagesFile: "compiler:Default.isl"

[CustomMessages]
en.ShortcutName=posassist
zh.ShortcutName=posassist 收款管家
en.OnPath=Make the command posassist known to new terminal windows
zh.OnPath=让新打开的命令行窗口认得 posassist 命令
en.Commands=Command line:
zh.Commands=命令行：
en.BooksKept=posassist is removed. Your books, the kept statements and the evidence stay in%n%n%1%n%nDelete that folder yourself if nobody needs them any more.
zh.BooksKept=posassist 已卸载。您的账本、留存的账单原件和证据仍保留在%n%n%1%n%n确定不再需要时，请自行删除该文件夹。

[Tasks]
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; GroupDescription: "{cm:AdditionalIcons}"
Name: "path"; Description: "{cm:OnPath}"; GroupDescription: "{cm:Commands}"; Flags: unchecked

[InstallDelete]
; Libraries of an older version must not be found beside the new ones.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "{#Program}\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Icons]
Name: "{userprograms}\{cm:ShortcutName}"; Filename: "{app}\posassist-window.exe"
Name: "{userdesktop}\{cm:ShortcutName}"; Filename: "{app}\posassist-window.exe"; Tasks: desktopicon

[Registry]
; Offered under "Open with" alone: no kind of file is taken over.
Root: HKCU; Subkey: "Software\Classes\Applications\posassist-window.exe\SupportedTypes"; ValueType: string; ValueName: ".csv"
Root: HKCU; Subkey: "Software\Classes\Applications\posassist-window.exe\SupportedTypes"; ValueType: string; ValueName: ".txt"
Root: HKCU; Subkey: "Software\Classes\Applications\posassist-window.exe\SupportedTypes"; ValueType: string; ValueName: ".xls"
Root: HKCU; Subkey: "Software\Classes\Applications\posassist-window.exe\SupportedTypes"; ValueType: string; ValueName: ".xlsx"
Root: HKCU; Subkey: "Software\Classes\Applications\posassist-window.exe\SupportedTypes"; ValueType: string; ValueName: ".zip"
Root: HKCU; Subkey: "Software\Classes\Applications\posassist-window.exe\SupportedTypes"; ValueType: string; ValueName: ".ofx"
Root: HKCU; Subkey: "Software\Classes\Applications\posassist-window.exe\SupportedTypes"; ValueType: string; ValueName: ".qfx"
Root: HKCU; Subkey: "Software\Classes\Applications\posassist-window.exe\SupportedTypes"; ValueType: string; ValueName: ".qif"
Root: HKCU; Subkey: "Software\Classes\Applications\posassist-window.exe\SupportedTypes"; ValueType: string; ValueName: ".sta"
Root: HKCU; Subkey: "Software\Classes\Applications\posassist-window.exe\SupportedTypes"; ValueType: string; ValueName: ".mt940"
Root: HKCU; Subkey: "Software\Classes\Applications\posassist-window.exe\SupportedTypes"; ValueType: string; ValueName: ".xml"
Root: HKCU; Subkey: "Software\Classes\Applications\posassist-window.exe"; ValueType: string; ValueName: "FriendlyAppName"; ValueData: "{cm:ShortcutName}"; Flags: uninsdeletekey
Root: HKCU; Subkey: "Software\Classes\Applications\posassist-window.exe\shell\open\command"; ValueType: string; ValueName: ""; ValueData: """{app}\posassist-window.exe"" window ""%1"""
Root: HKCU; Subkey: "Environment"; ValueType: expandsz; ValueName: "Path"; ValueData: "{olddata};{app}"; Tasks: path; Check: LacksPath

[Run]
Filename: "{app}\posassist-window.exe"; Description: "{cm:LaunchProgram,posassist}"; Flags: nowait postinstall skipifsilent

[Code]
function PathOf(): String;
begin
  if not RegQueryStringValue(HKEY_CURRENT_USER, 'Environment', 'Path', Result) then
    Result := '';
end;

function LacksPath(): Boolean;
begin
  Result := Pos(';' + Uppercase(ExpandConstant('{app}')) + ';', ';' + Uppercase(PathOf()) + ';') = 0;
end;

procedure LeavePath();
var
  Paths, Ours: String;
  Place: Integer;
begin
  Paths := ';' + PathOf() + ';';
  Ours := ';' + ExpandConstant('{app}') + ';';
  Place := Pos(Uppercase(Ours), Uppercase(Paths));
  if Place = 0 then
    exit;
  Delete(Paths, Place, Length(Ours) - 1);
  Paths := Copy(Paths, 2, Length(Paths) - 2);
  RegWriteExpandStringValue(HKEY_CURRENT_USER, 'Environment', 'Path', Paths);
end;

procedure CurUninstallStepChanged(Step: TUninstallStep);
var
  Books: String;
begin
  if Step <> usPostUninstall then
    exit;
  LeavePath();
  { The program keeps its books here: posassist/base/paths.py, default_profile. }
  Books := ExpandConstant('{localappdata}\posassist');
  if DirExists(Books) and not UninstallSilent() then
    MsgBox(FmtMessage(CustomMessage('BooksKept'), [Books]), mbInformation, MB_OK);
end;
