; The installer for Windows: for one person, without an administrator's rights.
; `python -m installers.windows` calls makensis with what is named ${LIKE_THIS}.
;
;   sso-tray-VERSION.exe [/S] [/STARTUP] [/NOPATH] [/D=FOLDER]
;     /S        asks nothing
;     /STARTUP  starts the tray at each login
;     /NOPATH   leaves the search path alone: no command sso-tray in a terminal
;     /D        another folder; it has to come last
;   uninstall.exe [/S]

Unicode true
!ifdef TARGET
  Target ${TARGET}
!endif
SetCompressor /SOLID lzma
RequestExecutionLevel user

!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh

!define NAME "SSO Tray"
!define RUN "Software\Microsoft\Windows\CurrentVersion\Run"
!define APPROVED "Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
!define ENTRY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"

Name "${NAME}"
OutFile "${TARGET_FILE}"
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
InstallDirRegKey HKCU "${ENTRY}" "InstallLocation"
BrandingText "${NAME} ${VERSION}"
VIProductVersion "${FILE_VERSION}"
VIAddVersionKey /LANG=0 "ProductName" "${NAME}"
VIAddVersionKey /LANG=0 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "FileDescription" "Installs ${NAME}"
VIAddVersionKey /LANG=0 "LegalCopyright" "The SSO Tray developers. ${LICENCE} licence."

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\${NAME}.exe"
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "German"

LangString PROGRAM ${LANG_ENGLISH} "The program"
LangString PROGRAM ${LANG_GERMAN} "Das Programm"
LangString COMMAND ${LANG_ENGLISH} "The command sso-tray in a terminal"
LangString COMMAND ${LANG_GERMAN} "Der Befehl sso-tray in einem Terminal"
LangString STARTUP ${LANG_ENGLISH} "Start when I log in"
LangString STARTUP ${LANG_GERMAN} "Starten, wenn ich mich am Rechner anmelde"
LangString STILL_RUNS ${LANG_ENGLISH} "${NAME} still runs. Quit it from its menu, then try again."
LangString STILL_RUNS ${LANG_GERMAN} "${NAME} läuft noch. Beenden Sie es in seinem Menü, und versuchen Sie es dann noch einmal."

; A program that runs cannot be replaced. It takes its keys back when it is asked to end.
!macro END_PROGRAM UN
Function ${UN}EndProgram
  ${If} ${FileExists} "$INSTDIR\sso-tray.exe"
    nsExec::Exec '"$INSTDIR\sso-tray.exe" quit'
    Pop $0
    nsExec::Exec '"$INSTDIR\sso-tray.exe" --demo quit'
    Pop $0
    again:
    ClearErrors
    FileOpen $0 "$INSTDIR\${NAME}.exe" a
    ${If} ${Errors}
      MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(STILL_RUNS)" /SD IDCANCEL IDRETRY again
      SetErrorLevel 2
      Abort
    ${EndIf}
    FileClose $0
  ${EndIf}
FunctionEnd
!macroend
!insertmacro END_PROGRAM ""
!insertmacro END_PROGRAM "un."

Section "$(PROGRAM)" SECTION_PROGRAM
  SectionIn RO
  Call EndProgram
  ; What only the version before had goes with it; what the person chose then stays.
  ${If} ${FileExists} "$INSTDIR\uninstall.exe"
    ExecWait '"$INSTDIR\uninstall.exe" /S /UPGRADE _?=$INSTDIR'
  ${EndIf}
  SetOutPath "$INSTDIR"
  File /r "${BUILT}\*.*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${NAME}.exe"
  WriteRegStr HKCU "${ENTRY}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${ENTRY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${ENTRY}" "DisplayIcon" "$INSTDIR\${NAME}.exe"
  WriteRegStr HKCU "${ENTRY}" "Publisher" "${PUBLISHER}"
  WriteRegStr HKCU "${ENTRY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${ENTRY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${ENTRY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${ENTRY}" "EstimatedSize" ${KILOBYTES}
  WriteRegDWORD HKCU "${ENTRY}" "NoModify" 1
  WriteRegDWORD HKCU "${ENTRY}" "NoRepair" 1
SectionEnd

Section "$(COMMAND)" SECTION_COMMAND
  ; By the program itself: NSIS cuts a search path off at 1,024 characters.
  nsExec::Exec '"$INSTDIR\sso-tray.exe" search-path add'
  Pop $0
SectionEnd

Section /o "$(STARTUP)" SECTION_STARTUP
  WriteRegStr HKCU "${RUN}" "${NAME}" '"$INSTDIR\${NAME}.exe"'
  DeleteRegValue HKCU "${APPROVED}" "${NAME}"
SectionEnd

Function .onInit
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/NOPATH" $1
  ${IfNot} ${Errors}
    !insertmacro UnselectSection ${SECTION_COMMAND}
  ${EndIf}
  ClearErrors
  ${GetOptions} $0 "/STARTUP" $1
  ${IfNot} ${Errors}
    !insertmacro SelectSection ${SECTION_STARTUP}
  ${EndIf}
FunctionEnd

Section "Uninstall"
  Call un.EndProgram
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/UPGRADE" $1
  ${If} ${Errors}
    nsExec::Exec '"$INSTDIR\sso-tray.exe" search-path remove'
    Pop $0
    DeleteRegValue HKCU "${RUN}" "${NAME}"
    DeleteRegValue HKCU "${APPROVED}" "${NAME}"
    Delete "$SMPROGRAMS\${NAME}.lnk"
    DeleteRegKey HKCU "${ENTRY}"
  ${EndIf}
  ; Each file by name: the person may have put the program into a folder with others.
  !include "${FILES}"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
SectionEnd
