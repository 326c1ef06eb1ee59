; Inno Setup 6: the installer for Windows, for one person and without administrator's rights.
;   iscc /DVersion=0.1.0 /DSource=build\bundle\carrel packaging\windows\carrel.iss
; packaging/windows/README.md says what must be there before.
#ifndef Version
  #error Name the version: /DVersion=0.1.0
#endif
#ifndef Source
  #define Source "..\..\build\bundle\carrel"
#endif

[Setup]
AppId={{6B0E6E0C-7C55-4C6E-9D0B-0C2D3B6B4C11}
AppName=Carrel
AppVersion={#Version}
AppPublisher=The Carrel authors
DefaultDirName={localappdata}\Programs\Carrel
DefaultGroupName=Carrel
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
OutputDir=..\..\dist
OutputBaseFilename=carrel-{#Version}-windows-x86_64
SetupIconFile=carrel.ico
UninstallDisplayIcon={app}\carrel.exe
Compression=lzma2/max
SolidCompression=yes
WizardStyle=modern
ChangesAssociations=yes
ChangesEnvironment=yes
CloseApplications=yes
LicenseFile=..\..\LICENSE

[Files]
Source: "{#Source}\*"; DestDir: "{app}"; Flags: recursesubdirs createallsubdirs ignoreversion

[InstallDelete]
; An update leaves nothing of the version before; what the person made is in another folder.
Type: filesandordirs; Name: "{app}\_internal"
Type: filesandordirs; Name: "{app}\training-pack"

[Icons]
Name: "{group}\Carrel"; Filename: "{app}\carrel.exe"
Name: "{autodesktop}\Carrel"; Filename: "{app}\carrel.exe"; Tasks: desktop

[Tasks]
Name: desktop; Description: "An icon on the desktop"; Flags: unchecked
Name: path; Description: "The command `carrel-console` in terminals"; Flags: unchecked

[Registry]
Root: HKCU; Subkey: "Software\Classes\.gguf\OpenWithProgids"; ValueType: string; ValueName: "Carrel.gguf"; Flags: uninsdeletevalue
Root: HKCU; Subkey: "Software\Classes\Carrel.gguf"; ValueType: string; ValueData: "Model or adapter (GGUF)"; Flags: uninsdeletekey
Root: HKCU; Subkey: "Software\Classes\Carrel.gguf\shell\open\command"; ValueType: string; ValueData: """{app}\carrel.exe"" open ""%1"""
; Start at login is a choice in the program's settings; what it wrote goes when the program goes.
Root: HKCU; Subkey: "Software\Microsoft\Windows\CurrentVersion\Run"; ValueType: none; ValueName: "Carrel"; Flags: dontcreatekey uninsdeletevalue
Root: HKCU; Subkey: "Environment"; ValueType: expandsz; ValueName: "Path"; ValueData: "{olddata};{app}"; Tasks: path; Check: NotOnPath

[Run]
Filename: "{app}\carrel.exe"; Description: "Open Carrel"; Flags: nowait postinstall skipifsilent

[Code]
function NotOnPath(): Boolean;
var
  Path: string;
begin
  if not RegQueryStringValue(HKCU, 'Environment', 'Path', Path) then
    Path := '';
  Result := Pos(Lowercase(ExpandConstant('{app}')), Lowercase(Path)) = 0;
end;

procedure CurUninstallStepChanged(CurUninstallStep: TUninstallStep);
var
  Path: string;
begin
  if CurUninstallStep <> usPostUninstall then
    Exit;
  if not RegQueryStringValue(HKCU, 'Environment', 'Path', Path) then
    Exit;
  if StringChangeEx(Path, ';' + ExpandConstant('{app}'), '', True) > 0 then
    RegWriteExpandStringValue(HKCU, 'Environment', 'Path', Path);
end;
