# For the test of a connection: who we are, the clock, the space, whether Windows Update is there. Changes nothing.
$drive = Get-CimInstance -ClassName Win32_LogicalDisk -Filter ("DeviceID='" + $env:SystemDrive + "'")
$update = Get-Service -Name wuauserv -ErrorAction SilentlyContinue
$manager = ''
if ($null -ne $update) { $manager = 'Windows Update' }
$seconds = [long]([datetime]::UtcNow - [datetime]'1970-01-01').TotalSeconds
'user ' + [Security.Principal.WindowsIdentity]::GetCurrent().Name
'manager ' + $manager
'clock ' + $seconds
'space ' + [long]([long]$drive.FreeSpace / 1024) + ' ' + $env:SystemDrive
